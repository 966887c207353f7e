// Rank statistics: how well one column of numbers orders another.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace taper {

/// Ranks 1 … n, the mean rank for equal values. Infinite values rank last; NaN is not allowed.
std::vector<double> ranks_of(std::span<const double> values);

/// Spearman's rank correlation in [-1, 1]: Pearson's correlation of the ranks, ties at their mean rank.
/// NaN for fewer than three pairs, and where one side is constant.
double rank_correlation(std::span<const double> a, std::span<const double> b);

/// Spearman's correlation of a and b with c held fixed: (ab - ac bc) / sqrt((1 - ac^2)(1 - bc^2)). NaN where one of the
/// three is not defined, and where a or b has the same order as c.
double partial_rank_correlation(std::span<const double> a, std::span<const double> b, std::span<const double> c);

/// An interval.
struct rank_interval {
  double low = 0, high = 0;
};

/// 95 % interval of Spearman's correlation: percentiles over `draws` resamples of the pairs with replacement. The same
/// for the same numbers. NaN where fewer than half of the resamples have a correlation.
/// Source   Efron and Tibshirani 1993, chapter 13.
rank_interval bootstrap_rank_correlation(std::span<const double> a, std::span<const double> b,
                                         std::size_t draws = 2000);

/// Area under the receiver operating characteristic: the chance that a member of the class has a higher score than one
/// outside it, ties counted half. 0.5 is chance, 1 separates perfectly. NaN if a side is empty.
/// Source   Hanley and McNeil 1982 (the Mann-Whitney statistic).
double area_under_curve(std::span<const double> scores, const std::vector<bool>& in_class);

}  // namespace taper
