// Rank statistics: how well one column of numbers orders another.
#pragma once

#include <span>
#include <vector>

namespace taper {

/// Ranks 1 … n, the mean rank for equal values. Infinite values rank last; NaN is not allowed.
std::vector<double> ranks_of(std::span<const double> values);

/// Spearman's rank correlation in [-1, 1]: Pearson's correlation of the ranks, ties at their mean rank.
/// NaN for fewer than three pairs, and where one side is constant.
double rank_correlation(std::span<const double> a, std::span<const double> b);

/// Area under the receiver operating characteristic: the chance that a member of the class has a higher score than one
/// outside it, ties counted half. 0.5 is chance, 1 separates perfectly. NaN if a side is empty.
/// Source   Hanley and McNeil 1982 (the Mann-Whitney statistic).
double area_under_curve(std::span<const double> scores, const std::vector<bool>& in_class);

}  // namespace taper
