// Schedules of libraries that cannot be run here, by their published formulas: Caffe, the schedules of epfml
// (schedules-and-scaling), burn's Noam, ParameterSchedulers.jl.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace taper::libraries::published {

/// Caffe's lr_policy, iter = t. Source: BVLC/caffe, src/caffe/proto/caffe.proto (SolverParameter.lr_policy).
///   inv      base (1 + gamma t)^-power
///   sigmoid  base / (1 + exp(-gamma (t - stepsize))); it rises for gamma > 0
struct caffe_policy {
  enum class kind : unsigned char { inv, sigmoid } is;
  double base;
  double gamma;
  double other;  ///< power, stepsize
  double operator()(std::uint64_t t) const noexcept {
    const auto iter = static_cast<double>(t);
    if (is == kind::inv) return base * std::pow(1.0 + gamma * iter, -other);
    return base * (1.0 / (1.0 + std::exp(-gamma * (iter - other))));
  }
};

/// From 1/div at step 0 to 1 over W; 1 until the fall; the fall over the last int(part T) steps; final from T on.
///   mirror_cosine  twice the line less the cosine
/// Source: epfml/schedules-and-scaling, src/optim/utils.py (wsd_schedule).
struct epfml_wsd {
  enum class kind : unsigned char { linear, exp, cosine, mirror_cosine, square, sqrt } fall;
  double base;
  std::uint64_t iterations;
  std::uint64_t warmup;
  std::uint64_t decay;
  double final_factor = 0.0;
  double init_div = 100.0;
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup) {
      const double part = static_cast<double>(t) / static_cast<double>(warmup);
      return base * (part + (1.0 - part) / init_div);
    }
    if (t >= iterations) return base * final_factor;
    if (t < iterations - decay) return base;
    const double u = static_cast<double>(t - (iterations - decay)) / static_cast<double>(decay);
    const double cosine = (1.0 + std::cos(std::numbers::pi * u)) * 0.5;
    double d = 1.0 - u;
    if (fall == kind::exp) return base * std::pow(final_factor, u);
    if (fall == kind::cosine) d = cosine;
    if (fall == kind::mirror_cosine) d = 2.0 * (1.0 - u) - cosine;
    if (fall == kind::square) d = 1.0 - u * u;
    if (fall == kind::sqrt) d = 1.0 - std::sqrt(u);
    return base * (final_factor + (1.0 - final_factor) * d);
  }
};

/// The same rise, half a cosine to 1 / (div final_div) over T - W - n_inf, which then stays (cos_inf_schedule there)
struct epfml_cos_inf {
  double base;
  std::uint64_t iterations;
  std::uint64_t warmup;
  double div;
  double final_div;
  std::uint64_t constant;
  double operator()(std::uint64_t t) const noexcept {
    const double low = 1.0 / div / final_div;
    if (t < warmup) {
      const double part = static_cast<double>(t) / static_cast<double>(warmup);
      return base * (part + (1.0 - part) / div);
    }
    const std::uint64_t end = iterations - constant;
    if (t >= end) return base * low;
    const double u = static_cast<double>(t - warmup) / static_cast<double>(end - warmup);
    return base * (low + 0.5 * (1.0 - low) * (1.0 + std::cos(std::numbers::pi * u)));
  }
};

/// init d^-1/2 min(s^-1/2, s W^-3/2), s = t + 1. Source: tracel-ai/burn, lr_scheduler/noam.rs; Vaswani et al. 2017.
struct noam {
  double init_lr;
  double warmup;
  double model_size;
  double operator()(std::uint64_t t) const noexcept {
    const double s = static_cast<double>(t) + 1.0;
    return init_lr * std::pow(model_size, -0.5) * std::min(std::pow(s, -0.5), s * std::pow(warmup, -1.5));
  }
};

/// |a - b| g(t) scale + min(a, b): g a triangle or |sin| of period P; scale 1, 2^-floor(t / P) or decay^t. t from 0
/// here, from 1 there. Source: FluxML/ParameterSchedulers.jl, src/cyclic.jl.
struct flux_wave {
  enum class kind : unsigned char { triangle, sine } is;
  enum class shrink : unsigned char { none, half, power } by;
  double first;
  double second;
  std::uint64_t period;
  double decay = 1.0;
  [[nodiscard]] static constexpr bool cyclic() noexcept { return true; }
  double operator()(std::uint64_t t) const noexcept {
    const std::uint64_t p = t % period;
    const double u = static_cast<double>(p) / static_cast<double>(period);
    const double g = is == kind::sine ? std::sin(std::numbers::pi * u) : u <= 0.5 ? 2.0 * u : 2.0 - 2.0 * u;
    double scale = 1.0;
    if (by == shrink::half) scale = std::pow(0.5, static_cast<double>(t / period));
    if (by == shrink::power) scale = std::pow(decay, static_cast<double>(t));
    return std::fabs(first - second) * (g * scale) + std::min(first, second);
  }
};

}  // namespace taper::libraries::published
