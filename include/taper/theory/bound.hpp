// Convergence bounds of a schedule for convex problems: the last iterate, the averaged iterate, and the whole curve.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace taper {

/// The problem a bound is stated for: f convex, |x_1 - x*| <= distance, E |g_t|^2 <= G_t^2.
struct bound_problem {
  double distance = 1.0;                        ///< D, in the units of the parameters
  double gradient_norm = 1.0;                   ///< G, used at every step that gradient_norms does not reach
  std::span<const double> gradient_norms = {};  ///< G_t of step t = 0, 1, …, for instance from a training log
};

/// A bound as a function of the peak rate gamma (the schedule is gamma h(t)): Omega(gamma) = a / gamma + b gamma.
///
/// Every schedule has the same sensitivity to its peak here: Omega(gamma) / Omega* = (gamma/gamma* + gamma*/gamma) / 2.
struct peak_bound {
  double a = 0;  ///< D^2 / (2 sum h)
  double b = 0;  ///< contribution of the gradient noise per unit of peak

  double tuned_peak() const { return std::sqrt(a / b); }        ///< gamma* = sqrt(a / b); infinite with a
  double tuned() const { return 2 * std::sqrt(a * b); }         ///< Omega* = 2 sqrt(a b); infinite with a
  double at(double peak) const { return a / peak + b * peak; }  ///< Omega(peak)
};

struct schedule_bounds {
  /// f(x_T) - f* in expectation, T the last step whose rate is above zero:
  ///   Omega_T = D^2 / (2 S_T) + 1/2 [eta_T G_T^2 + sum_{k<T} eta_k^2 G_k^2 / sum_{k<t<=T} eta_t].
  peak_bound last_iterate;
  /// f at the average of x_t weighted with eta_t: D^2 / (2 S_T) + sum eta_t^2 G_t^2 / (2 S_T). At G constant its
  /// optimum is D G sqrt(ENBW / T): Harris' noise bandwidth of the window.
  peak_bound averaged_iterate;
  double rate_sum = 0;      ///< S_T = sum h
  std::uint64_t steps = 0;  ///< T: steps up to the last rate above zero; trailing zeros have no effect
};

/// Sums a schedule in one pass from its last step to its first, block by block: O(T) work, O(1) memory.
///
/// All terms are positive, so nothing cancels (relative error below 1e-12 at 10^8 steps). Rates of zero are allowed
/// anywhere. The bounds are infinite at any peak if all rates are zero or one is negative or NaN.
///
/// Source   Defazio, Cutkosky, Mehta, Mishchenko 2023 (arXiv 2310.07831), Theorem 10; the form above follows from
///          eta_k / (R_k R_{k-1}) = 1/R_k - 1/R_{k-1}, R_k = sum_{t>k} eta_t, and summation by parts.
class bound_accumulator {
 public:
  explicit bound_accumulator(const bound_problem& problem = {});

  /// The block of rates (relative to the peak) just before those seen so far; `first_step` is the step of block[0].
  void prepend(std::span<const double> block, std::uint64_t first_step);

  schedule_bounds result() const;

 private:
  template <class Squared_norm>
  void add_block(std::span<const double> block, Squared_norm squared_norm);

  bound_problem problem_;
  double tail_ = 0, tail_error_ = 0;  // sum of the rates after the next block, and its rounding error
  double noise_ = 0, squares_ = 0;
  std::uint64_t steps_ = 0;
};

/// Bounds of a schedule given by its rates relative to the peak, h_0 … h_{T-1}.
schedule_bounds bounds_of(std::span<const double> rates, const bound_problem& problem = {});

/// The same without storing the schedule: fill(first_step, block) writes h(first_step), h(first_step + 1), ….
template <std::invocable<std::uint64_t, std::span<double>> Fill>
schedule_bounds bounds_of(std::uint64_t steps, Fill&& fill, const bound_problem& problem = {}) {
  std::array<double, 4096> buffer;
  bound_accumulator sum(problem);
  for (std::uint64_t end = steps; end > 0;) {
    const std::uint64_t count = std::min<std::uint64_t>(end, buffer.size());
    const std::span<double> block(buffer.data(), static_cast<std::size_t>(count));
    end -= count;
    fill(end, block);
    sum.prepend(block, end);
  }
  return sum.result();
}

/// Lambda = J / I, I = int_0^1 h dx, J = int_0^1 h^2 / R dx, R(x) = int_x^1 h: the figure of merit of a window in the
/// last-iterate bound. Omega* -> D G sqrt(Lambda / T) and gamma* -> (D/G) / sqrt(T I J) for long runs.
///
/// Lambda = 4 int u'^2 >= 4 with u = sqrt(R/R(0)): only linear decay reaches 4.
/// Infinite if h does not end at zero, or jumps there: the bound then grows with log T.
///
/// The window is given as h(x, y) with y = 1 - x, so that it can stay exact near its end.
/// Accuracy 1e-7 relative for windows with kinks; 1e-10 for smooth ones.
double last_iterate_lambda(const std::function<double(double x, double y)>& window);

/// The last-iterate bound at every step: Omega_1 … Omega_T of the rates eta_1 … eta_T, in the units of the rates.
///
/// A step with rate zero repeats the previous value; infinite before the first rate above zero.
/// Cost     O(T): a tree of intervals with 14-point Chebyshev interpolation between separated ones.
/// Accuracy 1e-8 relative (tested against the double sum).
std::vector<double> last_iterate_curve(std::span<const double> rates, const bound_problem& problem = {});

/// The same by the double sum, O(T^2): the reference for tests and for short runs.
std::vector<double> last_iterate_curve_direct(std::span<const double> rates, const bound_problem& problem = {});

}  // namespace taper
