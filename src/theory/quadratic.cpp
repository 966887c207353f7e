// The noisy quadratic: binning of its spectrum and the exact expected loss of a schedule.
#include "taper/theory/quadratic.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quadratic_kernels.hpp"

namespace taper {
namespace {

/// First direction (counted from 1) of every bin, and one past the last: geometric, never empty.
std::vector<std::size_t> bin_edges(std::size_t dimensions, std::size_t bins) {
  std::vector<std::size_t> edges{1};
  if (bins == 0 || bins >= dimensions) {
    for (std::size_t i = 2; i <= dimensions; ++i) edges.push_back(i);
  } else {
    const double ratio = std::log(static_cast<double>(dimensions)) / static_cast<double>(bins);
    for (std::size_t j = 1; j < bins; ++j) {
      const auto edge = static_cast<std::size_t>(std::exp(ratio * static_cast<double>(j)));
      if (edge > edges.back()) edges.push_back(edge);
    }
  }
  edges.push_back(dimensions + 1);
  return edges;
}

quadratic_bins binned(const quadratic_setting& setting) {
  quadratic_bins bins;
  const std::vector<std::size_t> edges = bin_edges(std::max<std::size_t>(setting.dimensions, 1), setting.bins);
  for (std::size_t j = 0; j + 1 < edges.size(); ++j) {
    const double count = static_cast<double>(edges[j + 1] - edges[j]);
    double curvature = 0, start = 0;
    for (std::size_t i = edges[j]; i < edges[j + 1]; ++i) {
      curvature += std::pow(static_cast<double>(i), -setting.spectrum_exponent);
      start += std::pow(static_cast<double>(i), -setting.start_exponent);
    }
    bins.curvature.push_back(curvature / count);
    bins.count.push_back(count);
    bins.start.push_back(start / count);
    bins.noise.push_back(setting.noise_variance * curvature / count);
  }
  while (bins.curvature.size() % detail::lanes != 0) {
    for (std::vector<double>* values : {&bins.curvature, &bins.count, &bins.start, &bins.noise}) values->push_back(0);
  }
  return bins;
}

double finite_or_infinite(double loss) { return std::isfinite(loss) ? loss : std::numeric_limits<double>::infinity(); }

template <class Optimizer>
double final_loss(const quadratic_bins& bins, Optimizer optimizer, std::span<const double> window, double peak) {
  double loss = 0;
  for (std::size_t g = 0; g < detail::group_count(bins); ++g) {
    const detail::bin_group group = detail::load_group(bins, g);
    detail::group_moments moments = detail::starting_moments(group);
    for (const double h : window) optimizer.step(group, moments, peak * h);
    loss += detail::group_loss(group, moments);
  }
  return finite_or_infinite(loss);
}

template <class Optimizer>
void add_loss_curve(const quadratic_bins& bins, Optimizer optimizer, std::span<const double> rates,
                    std::span<double> curve) {
  for (std::size_t g = 0; g < detail::group_count(bins); ++g) {
    const detail::bin_group group = detail::load_group(bins, g);
    detail::group_moments moments = detail::starting_moments(group);
    curve[0] += detail::group_loss(group, moments);
    for (std::size_t t = 0; t < rates.size(); ++t) {
      optimizer.step(group, moments, rates[t]);
      curve[t + 1] += detail::group_loss(group, moments);
    }
  }
}

}  // namespace

noisy_quadratic::noisy_quadratic(const quadratic_setting& setting) : setting_(setting), bins_(binned(setting)) {}

double noisy_quadratic::stability_limit() const {
  const double largest = *std::max_element(bins_.curvature.begin(), bins_.curvature.end());
  return 2 * (1 + setting_.momentum) / largest;
}

double noisy_quadratic::loss(std::span<const double> window, double peak) const {
  return setting_.momentum == 0 ? final_loss(bins_, detail::plain_sgd(), window, peak)
                                : final_loss(bins_, detail::heavy_ball(setting_.momentum), window, peak);
}

void noisy_quadratic::losses(std::span<const double> window, std::span<const double> peaks,
                             std::span<double> out) const {
  for (std::size_t i = 0; i < std::min(peaks.size(), out.size()); ++i) out[i] = loss(window, peaks[i]);
}

std::vector<double> noisy_quadratic::loss_curve(std::span<const double> rates) const {
  std::vector<double> curve(rates.size() + 1, 0.0);
  if (setting_.momentum == 0) {
    add_loss_curve(bins_, detail::plain_sgd(), rates, curve);
  } else {
    add_loss_curve(bins_, detail::heavy_ball(setting_.momentum), rates, curve);
  }
  for (double& loss : curve) loss = finite_or_infinite(loss);
  return curve;
}

double noisy_quadratic::intrinsic_time_loss(std::span<const double> rates) const {
  double loss = 0;
  for (std::size_t b = 0; b < bins_.curvature.size(); ++b) {
    double rest = 0, noise = 0;  // S_T - S_t, for t backwards
    for (std::size_t t = rates.size(); t-- > 0;) {
      noise += rates[t] * rates[t] * std::exp(-2 * bins_.curvature[b] * rest);
      rest += rates[t];
    }
    const double square = bins_.start[b] * std::exp(-2 * bins_.curvature[b] * rest) + bins_.noise[b] * noise;
    loss += 0.5 * bins_.count[b] * bins_.curvature[b] * square;
  }
  return loss;
}

}  // namespace taper
