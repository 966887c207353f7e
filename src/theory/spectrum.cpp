// Figures of merit of a window: a padded transform finds nulls and peaks,
// direct sums at single frequencies refine them.
#include "taper/theory/spectrum.hpp"

#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "fft.hpp"

namespace taper {
namespace {

// Below this fraction of |W(0)|, a spectrum in doubles is rounding noise with local extrema everywhere.
constexpr double noise_floor = 1e-13;
// The range of bins over which the fall-off of side-lobe peaks is fitted.
constexpr double fit_from_bins = 8, fit_to_bins = 64;
// Peaks that scatter more than this about the line have no common slope, like S4 (26 dB) and S40 (6 dB), whose smooth
// part still dominates there. Windows of Harris' table stay below 0.1 dB; a weak cusp (poly 1.8) reaches 4 dB.
constexpr double largest_fit_scatter_db = 5;
// 20 log10 2: an amplitude halved.
const double decibels_per_halving = 20 * std::log10(2.0);

double decibels(double amplitude_ratio) { return 20 * std::log10(amplitude_ratio); }

/// |W(f)| by the direct sum, f in bins.
double magnitude_at(std::span<const double> window, double bins) {
  // One rotation per sample instead of a sine and a cosine, restarted every 256 samples to limit rounding errors.
  const double step = -2 * std::numbers::pi * bins / static_cast<double>(window.size());
  const double turn_re = std::cos(step), turn_im = std::sin(step);
  double sum_re = 0, sum_im = 0, re = 1, im = 0;
  for (std::size_t n = 0; n < window.size(); ++n) {
    if (n % 256 == 0) {
      re = std::cos(step * static_cast<double>(n));
      im = std::sin(step * static_cast<double>(n));
    }
    sum_re += window[n] * re;
    sum_im += window[n] * im;
    const double next_re = re * turn_re - im * turn_im;
    im = re * turn_im + im * turn_re;
    re = next_re;
  }
  return std::hypot(sum_re, sum_im);
}

/// The spectrum on a grid, with refinement between grid points.
class sampled_spectrum {
 public:
  sampled_spectrum(std::span<const double> window, std::size_t pad)
      : window_(window),
        grid_(detail::magnitude_spectrum(window, std::bit_ceil(window.size() * pad))),
        bins_per_point_(static_cast<double>(window.size()) / (2 * static_cast<double>(grid_.size() - 1))) {}

  double peak() const { return grid_[0]; }
  std::size_t size() const { return grid_.size(); }
  double operator[](std::size_t k) const { return grid_[k]; }
  double bins(std::size_t k) const { return static_cast<double>(k) * bins_per_point_; }

  /// Twice the first frequency at which |W| has fallen to `level`.
  std::optional<double> width_at(double level) const {
    for (std::size_t k = 1; k < grid_.size(); ++k) {
      if (grid_[k] > level) continue;
      double low = bins(k - 1), high = bins(k);
      for (int i = 0; i < 40; ++i) {
        const double middle = 0.5 * (low + high);
        (magnitude_at(window_, middle) > level ? low : high) = middle;
      }
      return low + high;
    }
    return std::nullopt;
  }

  /// Grid index of the first local minimum above the rounding noise. Empty beyond half of the band, where ripples come
  /// from sampling (the images of a slowly decaying spectrum overlap there), not from the window.
  std::optional<std::size_t> first_minimum() const {
    for (std::size_t k = 1; k < grid_.size() / 2; ++k) {
      if (grid_[k] < grid_[k - 1] && grid_[k] < grid_[k + 1]) return k;
      if (grid_[k] < noise_floor * peak()) return std::nullopt;
    }
    return std::nullopt;
  }

  /// The extremum between grid points k-1 and k+1: position in bins, and value.
  template <bool minimum>
  std::pair<double, double> refine(std::size_t k) const {
    constexpr double golden = 0.6180339887498949;
    double low = bins(k - 1), high = bins(k + 1);
    double left = high - golden * (high - low), right = low + golden * (high - low);
    double at_left = magnitude_at(window_, left), at_right = magnitude_at(window_, right);
    for (int i = 0; i < 30; ++i) {
      if (minimum ? at_left < at_right : at_left > at_right) {
        high = std::exchange(right, left);
        at_right = at_left;
        left = high - golden * (high - low);
        at_left = magnitude_at(window_, left);
      } else {
        low = std::exchange(left, right);
        at_left = at_right;
        right = low + golden * (high - low);
        at_right = magnitude_at(window_, right);
      }
    }
    return {0.5 * (low + high), 0.5 * (at_left + at_right)};
  }

 private:
  std::span<const double> window_;
  std::vector<double> grid_;
  double bins_per_point_;
};

std::optional<double> highest_sidelobe(const sampled_spectrum& spectrum, std::size_t first_minimum) {
  std::size_t best = first_minimum;
  for (std::size_t k = first_minimum; k < spectrum.size(); ++k) {
    if (spectrum[k] > spectrum[best]) best = k;
  }
  if (best == first_minimum) return std::nullopt;
  const bool at_the_end = best + 1 == spectrum.size();
  const double height = at_the_end ? spectrum[best] : spectrum.refine<false>(best).second;
  return decibels(height / spectrum.peak());
}

/// Slope, in dB per octave, of the straight line through the side-lobe peaks between 8 and 64 bins; empty without a
/// common slope.
std::optional<double> fitted_falloff(const sampled_spectrum& spectrum) {
  double count = 0, sum_x = 0, sum_y = 0, sum_xx = 0, sum_xy = 0, sum_yy = 0;
  for (std::size_t k = 1; k + 1 < spectrum.size() && spectrum.bins(k) <= fit_to_bins; ++k) {
    const bool is_peak = spectrum[k] > spectrum[k - 1] && spectrum[k] > spectrum[k + 1];
    if (!is_peak || spectrum.bins(k) < fit_from_bins || spectrum[k] < noise_floor * spectrum.peak()) continue;
    const double x = std::log2(spectrum.bins(k)), y = decibels(spectrum[k] / spectrum.peak());
    count += 1;
    sum_x += x;
    sum_y += y;
    sum_xx += x * x;
    sum_xy += x * y;
    sum_yy += y * y;
  }
  if (count < 3) return std::nullopt;
  const double slope = (count * sum_xy - sum_x * sum_y) / (count * sum_xx - sum_x * sum_x);
  const double scatter = (sum_yy - sum_y * sum_y / count - slope * (sum_xy - sum_x * sum_y / count)) / count;
  return scatter <= largest_fit_scatter_db * largest_fit_scatter_db ? std::optional(slope) : std::nullopt;
}

}  // namespace

window_figures spectrum_of(std::span<const double> window, const spectrum_options& options) {
  window_figures figures;
  const std::size_t size = window.size();
  double sum = 0, squares = 0, overlap = 0;
  for (std::size_t n = 0; n < size; ++n) {
    sum += window[n];
    squares += window[n] * window[n];
    if (n + size / 2 < size) overlap += window[n] * window[n + size / 2];
  }
  if (size < 4 || options.pad == 0 || !(sum * sum > 0) || !(sum > 0) || !std::isfinite(squares)) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    figures.coherent_gain = figures.noise_bandwidth_bins = figures.processing_gain_db = nan;
    figures.scalloping_loss_db = figures.worst_case_loss_db = figures.overlap_correlation_50 = nan;
    return figures;
  }
  const double count = static_cast<double>(size);
  figures.coherent_gain = sum / count;
  figures.noise_bandwidth_bins = count * squares / (sum * sum);
  figures.processing_gain_db = -10 * std::log10(figures.noise_bandwidth_bins);
  figures.scalloping_loss_db = -decibels(magnitude_at(window, 0.5) / sum);
  figures.worst_case_loss_db = figures.scalloping_loss_db - figures.processing_gain_db;
  figures.overlap_correlation_50 = overlap / squares;

  const sampled_spectrum spectrum(window, options.pad);
  figures.width_3db_bins = spectrum.width_at(spectrum.peak() * std::numbers::sqrt2 / 2);
  figures.width_6db_bins = spectrum.width_at(spectrum.peak() / 2);
  if (const std::optional<std::size_t> minimum = spectrum.first_minimum()) {
    figures.null_to_null_bins = 2 * spectrum.refine<true>(*minimum).first;
    figures.highest_sidelobe_db = highest_sidelobe(spectrum, *minimum);
  }
  if (options.discontinuous_derivative.has_value()) {
    figures.falloff_db_per_octave = -decibels_per_halving * (*options.discontinuous_derivative + 1);
    figures.falloff_source = window_figures::falloff_origin::derivative_order;
  } else {
    figures.falloff_db_per_octave = fitted_falloff(spectrum);
    if (figures.falloff_db_per_octave) figures.falloff_source = window_figures::falloff_origin::fit;
  }
  return figures;
}

std::vector<double> mirrored(const std::function<double(double)>& half_window, std::size_t samples) {
  std::vector<double> window(samples);
  for (std::size_t n = 0; n < samples; ++n) {
    window[n] = half_window(std::abs(2 * static_cast<double>(n) / static_cast<double>(samples) - 1));
  }
  return window;
}

std::vector<double> mirrored(std::span<const double> half_window, double end) {
  const std::size_t half = half_window.size();
  std::vector<double> window(2 * half);
  for (std::size_t k = 0; k < half; ++k) {
    window[half + k] = half_window[k];
    if (k > 0) window[half - k] = half_window[k];
  }
  if (half > 0) window[0] = end;
  return window;
}

}  // namespace taper
