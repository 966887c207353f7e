// Figures of merit of a schedule mirrored into a full window (Harris 1978).
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace taper {

/// Harris' figures of merit of a window w_0 … w_{N-1}, with W(f) = sum_n w_n exp(-2 pi i f n / N), f in bins.
///
/// An undefined figure is empty: a one-sided taper can have a monotonically falling spectrum,
/// hence no null and no side lobe.
///
/// Source   F. J. Harris, On the use of windows for harmonic analysis with the DFT, Proc. IEEE 66(1), 1978, Table 1.
struct window_figures {
  double coherent_gain = 0;           ///< sum w / N
  double noise_bandwidth_bins = 0;    ///< ENBW = N sum w^2 / (sum w)^2
  double processing_gain_db = 0;      ///< -10 log10 ENBW
  double scalloping_loss_db = 0;      ///< -20 log10 |W(1/2)| / |W(0)|
  double worst_case_loss_db = 0;      ///< scalloping loss + 10 log10 ENBW
  double overlap_correlation_50 = 0;  ///< sum w_n w_{n+N/2} / sum w^2

  std::optional<double> width_3db_bins;  ///< twice the f where |W| = |W(0)| / sqrt 2
  std::optional<double> width_6db_bins;  ///< twice the f where |W| = |W(0)| / 2
  std::optional<double>
      null_to_null_bins;  ///< twice the first local minimum of |W|; a cusp or sharp flank postpones it
  std::optional<double> highest_sidelobe_db;    ///< highest |W| beyond that minimum, relative to |W(0)|
  std::optional<double> falloff_db_per_octave;  ///< see falloff_source

  /// Where the fall-off comes from: the order of the first discontinuous derivative (exact), or a straight line
  /// through the side-lobe peaks between 8 and 64 bins (none where they scatter by more than 5 dB about it).
  enum class falloff_origin { none, derivative_order, fit } falloff_source = falloff_origin::none;
};

struct spectrum_options {
  std::size_t pad = 64;  ///< grid points per bin for locating nulls and peaks before refinement
  /// Order d of the first discontinuous derivative of the window continued by zero: 0 for a jump, 1 for a corner, 2 for
  /// a jump of curvature. Known: the fall-off is exactly -6.02 (d + 1) dB an octave. Unknown: it is fitted.
  std::optional<int> discontinuous_derivative;
};

/// Figures of merit of a full window given by its samples (periodic: w_N is not among them). See window_figures.
///
/// Valid    at least 4 samples, all finite, sum > 0; otherwise every optional figure is empty and the others are NaN.
/// Cost     one transform of 64 N points: about 2 ms for N = 1024.
window_figures spectrum_of(std::span<const double> window, const spectrum_options& options = {});

/// A half window phi on [0, 1] (phi(0) its peak) mirrored about its peak: w_n = phi(|2 n / N - 1|), n = 0 … N-1.
std::vector<double> mirrored(const std::function<double(double)>& half_window, std::size_t samples = 1024);

/// Samples phi(k / (K)) k = 0 … K-1 of a half window, mirrored to 2 K samples; `end` is the value at x = 1, which the
/// samples do not include.
std::vector<double> mirrored(std::span<const double> half_window, double end = 0.0);

/// Figures of merit of a half window mirrored about its peak, sampled at 1024 points.
template <std::invocable<double> Function>
window_figures spectrum_of(const Function& half_window, const spectrum_options& options = {}) {
  return spectrum_of(mirrored(half_window), options);
}

}  // namespace taper
