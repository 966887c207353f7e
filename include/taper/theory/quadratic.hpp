// The noisy quadratic model: the exact expected loss of a schedule under SGD or heavy ball, without training anything.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace taper {

/// A family of quadratic problems: independent directions i = 1 … K with curvature lambda_i = i^-a, mean square start
/// E x_i^2 = i^-s0, and gradient noise of variance c_i = sigma^2 lambda_i at every step.
///
/// Source   Zhang, Li, Nado, Martens, Sachdeva, Dahl, Shallue, Grosse, NeurIPS 2019 (arXiv 1907.04164), section 3
///          (K = 10^4, a = 1, s0 = 0, sigma^2 = 1 / batch size, eigenvalues binned geometrically).
struct quadratic_setting {
  std::size_t dimensions = 10'000;  ///< K
  double spectrum_exponent = 1.0;   ///< a
  double start_exponent = 0.0;      ///< s0
  double noise_variance = 1.0;      ///< sigma^2
  double momentum = 0.9;            ///< beta of v <- beta v + g, x <- x - eta v; 0 is plain SGD
  double cap_fraction = 0.95;       ///< fraction of the stability limit that a tuned peak may reach
  std::size_t steps = 1000;         ///< T of the preset; schedules may have any length
  std::size_t bins = 100;  ///< geometric bins of the spectrum (1e-4 of the loss at 100); 0 keeps all eigenvalues
};

/// Settings with different results, so that no single result is taken as general.
namespace quadratic_presets {
/// Gradient noise dominates: cosine, linear and similar windows agree within a few per cent.
inline constexpr quadratic_setting standard{};
/// Stability limits the best peak: a schedule with a small budget loses even when tuned.
inline constexpr quadratic_setting stability_limited{.noise_variance = 0.01, .steps = 300};
/// A long run with little noise: exp(beta=0.05) is the best of all when tuned.
inline constexpr quadratic_setting long_low_noise{.noise_variance = 0.01, .steps = 10'000};
}  // namespace quadratic_presets

/// The best peak for one window.
struct tuned_rate {
  double peak = 0;
  double loss = 0;
  /// Whether the search ended at the stability cap, so that the loss would still decrease beyond it.
  enum class limit { none, stability_cap } limited_by = limit::none;
};

/// The spectrum in bins, one entry per bin: `count` directions with the mean of their curvatures, start and noise.
/// Padded with empty bins (count 0) to a multiple of eight.
struct quadratic_bins {
  std::vector<double> curvature, count, start, noise;
};

/// One setting, ready to be evaluated. Immutable; all functions are safe to call from several threads.
///
/// Moments of a direction with curvature l, noise c (A = E x^2, B = E x v, C = E v^2), exact for every step:
///   C' = b^2 C + 2 b l B + l^2 A + c,  q = b B + l A,  B' = q - eta C',  A' = A - 2 eta q + eta^2 C'
/// and for SGD  A' = (1 - eta l)^2 A + eta^2 c. Loss = 1/2 sum l A: the distance to the optimum, which is zero.
class noisy_quadratic {
 public:
  /// Valid    dimensions >= 1; momentum in [0, 1); noise_variance >= 0.
  explicit noisy_quadratic(const quadratic_setting& setting = quadratic_presets::standard);

  const quadratic_setting& setting() const { return setting_; }
  const quadratic_bins& bins() const { return bins_; }

  /// Rates at or above it make a noise-free run diverge: 2 (1 + beta) / lambda_max.
  double stability_limit() const;
  /// The largest peak that tuning may choose. Beyond the limit a decaying rate can still end well, but only because the
  /// model is linear and forgives any transient.
  double stability_cap() const { return setting_.cap_fraction * stability_limit(); }

  /// Expected loss after the run with these rates; infinity if it overflows.
  double loss(std::span<const double> rates) const { return loss(rates, 1.0); }
  /// The same with rates peak * window[t].
  double loss(std::span<const double> window, double peak) const;
  /// out[i] = loss(window, peaks[i]); about 1 ns per step, peak and bin.
  void losses(std::span<const double> window, std::span<const double> peaks, std::span<double> out) const;

  /// Expected loss before step 0 and after every step: rates.size() + 1 numbers.
  std::vector<double> loss_curve(std::span<const double> rates) const;

  /// Gradient of the loss with respect to every rate, exact (adjoint recursion, backward in time); returns the loss.
  /// Cost     three loss evaluations; memory 192 bytes per step. gradient.size() must equal rates.size().
  double gradient(std::span<const double> rates, std::span<double> gradient) const;

  /// The same loss with the decay in intrinsic time S_t = sum eta: for SGD and small rates,
  ///   1/2 sum_i l_i [A_i exp(-2 l_i S_T) + c_i sum_t eta_t^2 exp(-2 l_i (S_T - S_t))],
  /// the law behind the functional scaling law (within 0.1 % of exact for cosine at T = 1000).
  double intrinsic_time_loss(std::span<const double> rates) const;

  /// The peak in (0, cap] with the lowest loss for this window, to 1e-4 relative: a coarse grid over four decades, then
  /// golden section. Not meaningful for an empty window or one that is zero everywhere (peak 0,
  /// the loss of not moving).
  tuned_rate tune(std::span<const double> window) const;

 private:
  quadratic_setting setting_;
  quadratic_bins bins_;
};

/// Comparison of one window with a reference under three protocols.
struct quadratic_comparison {
  double shared = 0;        ///< at the reference's best peak: loss / (reference's best loss) - 1
  double tuned = 0;         ///< each at its own best peak, at most the stability cap
  double equal_budget = 0;  ///< at the peak that gives the same sum of rates as the reference at its best
  double tuned_peak = 0;
  double equal_budget_peak = 0;
  tuned_rate::limit limited_by = tuned_rate::limit::none;
  /// The equal-budget peak is above the stability limit: only a linear model tolerates that, a network does not.
  bool equal_budget_beyond_limit = false;
};

/// The reference of a comparison: its best peak, its loss there, and its sum of rates.
struct quadratic_reference {
  tuned_rate best;
  double budget = 0;
};
quadratic_reference reference_on(const noisy_quadratic& problem, std::span<const double> window);

/// Compares one window with a reference of the same length.
quadratic_comparison compare_on(const noisy_quadratic& problem, const quadratic_reference& reference,
                                std::span<const double> window);

/// Compares windows of equal length with a reference (usually cosine).
std::vector<quadratic_comparison> compare_on(const noisy_quadratic& problem, std::span<const double> reference,
                                             std::span<const std::vector<double>> windows);

}  // namespace taper
