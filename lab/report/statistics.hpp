// Statistics of a few paired runs: means with standard errors, differences with intervals, detectable differences.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace taper::lab {

/// The confidence of every interval and the power that a detectable difference is stated for.
inline constexpr double confidence = 0.95;
inline constexpr double power = 0.80;

/// Mean of n numbers.
struct estimate {
  std::size_t n = 0;
  double mean = 0.0;
  double standard_deviation = 0.0;  ///< with n - 1; 0 for n < 2
  double standard_error = 0.0;      ///< standard deviation / sqrt(n); 0 for n < 2
  /// Half the width of the t interval at `confidence`; none for n < 2.
  std::optional<double> half_width = {};
};
estimate mean_of(std::span<const double> values);

/// A difference a - b with its statistics.
struct mean_difference {
  double mean = 0.0;
  double standard_error = 0.0;
  double degrees_of_freedom = 0.0;
  double low = 0.0, high = 0.0;  ///< t interval at `confidence`
  double p = 1.0;                ///< two-sided, of the hypothesis that the true difference is zero
  /// The smallest true difference that such a test, with the observed spread, detects with probability `power`.
  double detectable = 0.0;
};

/// Paired by position (the same seed): t = mean / (s / sqrt(n)), n - 1 degrees of freedom. None for n < 2 or unequal
/// lengths. A spread of exactly zero gives p = 0 (or 1 where the mean is zero too) and detects everything.
std::optional<mean_difference> paired_difference(std::span<const double> a, std::span<const double> b);

/// Welch's t: independent samples of unequal spread, degrees of freedom by Welch and Satterthwaite. None where one has
/// fewer than 2 numbers or neither has any spread.
std::optional<mean_difference> welch_difference(const estimate& a, const estimate& b);

/// Two one-sided t tests: p of the hypothesis that the true difference is at least `margin` in size. Below 0.05 the two
/// are equivalent within the margin. 1 for a margin of 0; 0 or 1 where the difference has no spread.
/// Source   Schuirmann 1987, J. Pharmacokin. Biopharm. 15(6).
double equivalence_p(const mean_difference& d, double margin);

/// A published "mean +- standard error" of n runs as an estimate.
estimate published_estimate(double mean, double standard_error, std::size_t n);

/// The true difference, in standard errors, that a two-sided t test of level 1 - `confidence` detects with probability
/// `power`: the non-centrality at which P(|T| > t) = power, T non-central t (the far tail included). 5.65 for 3 runs'
/// 2 degrees of freedom, 3.15 for 9, 2.83 for 99.
double detectable_in_standard_errors(double degrees_of_freedom);

/// Holm's adjustment of p values for m comparisons: valid for any dependence.
/// Source   Holm 1979, Scand. J. Statist. 6(2).
std::vector<double> holm(std::span<const double> p);

/// Spearman's rank correlation, ties at their middle rank. None below 3 pairs or where one side does not vary.
std::optional<double> spearman(std::span<const double> a, std::span<const double> b);

}  // namespace taper::lab
