// Chebyshev step sizes for gradient descent on a quadratic: the optimal rates, their orders, and the cost of each.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace taper {

/// The spectrum of a convex quadratic: curvatures between mu and l, 0 < mu <= l. Rates have the unit 1 / curvature.
struct spectrum_range {
  double smallest = 0.01;  ///< mu
  double largest = 1.0;    ///< L

  double condition() const { return largest / smallest; }  ///< kappa = L / mu
};

/// The order of the rates. In exact arithmetic the final error is the same; intermediate errors differ.
enum class chebyshev_order {
  decreasing,  ///< largest rate first: early errors explode, late noise is damped best
  increasing,  ///< smallest rate first: late noise explodes
  fractal,     ///< interlaced so that every stretch of the run stays stable
};

/// Rates eta_1 … eta_T whose product of (1 - eta_k lambda) is smallest in the worst case over the spectrum:
///
///   increasing   1/eta_k = mu + (L - mu) cos^2(pi x_k / 2),   x_k = (2k - 1) / (2T)
///   decreasing   1/eta_k = mu + (L - mu) sin^2(pi x_k / 2)
///
/// The reciprocal of the rate, not the rate, is a raised cosine: cosine with floor mu/L under midpoint sampling, times
/// L. The decreasing rates themselves fall below half of their peak after a fraction 1/sqrt(kappa) of the run, so this
/// does not derive cosine annealing.
///
/// Source   Young 1953; Agarwal, Goel, Zhang, ICML 2021 (arXiv 2103.01338) for the use in learning-rate schedules.
std::vector<double> chebyshev_rates(std::size_t steps, const spectrum_range& range, chebyshev_order order);

/// The fractal permutation of 1 … T: s_1 = [1], s_2n interlaces s_n with 2n + 1 - s_n. [1 8 4 5 2 7 3 6] for T = 8.
/// If T is not a power of two: that of the next power without the numbers above T.
///
/// Source   Lebedev & Finogenov 1971; Agarwal, Goel, Zhang 2021.
std::vector<std::size_t> fractal_permutation(std::size_t steps);

/// Worst-case error after T steps, relative to the start: 1 / T_T((kappa+1)/(kappa-1)) = 1 / cosh(T arccosh(…)).
double chebyshev_error_factor(std::size_t steps, double condition);
/// The same for the best constant rate 2 / (L + mu): ((kappa-1)/(kappa+1))^T.
double constant_rate_error_factor(std::size_t steps, double condition);

/// The intermediate errors of an order, worst case over the spectrum; infinity if a double overflows.
struct order_cost {
  double prefix_growth = 0;  ///< max over 1 <= j <= T of |prod_{k<=j} (1 - eta_k lambda)|: transient blow-up
  double suffix_growth = 0;  ///< max over 1 <= j <= T of |prod_{k>=j} (1 - eta_k lambda)|: growth of late errors
  double final_error = 0;    ///< |prod of all|
  double noise_variance =
      0;  ///< sum_k eta_k^2 prod_{j>k} (1 - eta_j lambda)^2: output for gradient noise of variance 1
};
/// Accuracy three digits: the maximum is taken over 4096 curvatures, denser towards both ends.
order_cost cost_of_order(std::span<const double> rates, const spectrum_range& range);

/// One choice of rates, and the result of gradient descent with them.
struct descent_curve {
  std::string name;
  std::vector<double> rates;
  std::vector<double> error;  ///< |x - x*| / |x_0 - x*| before step 0 and after every step; starts at 1
};
/// Gradient descent on a chain of 256 coupled unknowns with this spectrum, in double arithmetic, which shows
/// unstable orders: Chebyshev rates in three orders, the best constant rate, and cosine annealing with its best
/// peak, in this order.
std::vector<descent_curve> chebyshev_demonstration(std::size_t steps, const spectrum_range& range);

}  // namespace taper
