// Composer's stateless schedulers as pure functions of the batch; times are already in batches.
//
// Source: mosaicml/composer, composer/optim/scheduler.py, 0.32.1.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

namespace taper::libraries::composer {

namespace detail {
/// min(1, t / length); 1 for a length of 0
inline double part(std::uint64_t t, std::uint64_t length) noexcept {
  return t >= length ? 1.0 : static_cast<double>(t) / static_cast<double>(length);
}
inline double cosine(double u, double low) noexcept {
  return low + (1.0 - low) * (1.0 + std::cos(u * std::numbers::pi)) / 2.0;
}
}  // namespace detail

/// gamma^floor(t / step_size)
struct step_scheduler {
  double base;
  std::uint64_t step_size;
  double gamma = 0.1;
  double operator()(std::uint64_t t) const noexcept {
    return base * std::pow(gamma, static_cast<double>(t / step_size));
  }
};

/// alpha until t_max, then 1
struct constant_scheduler {
  double base;
  double alpha = 1.0;
  std::uint64_t t_max;
  double operator()(std::uint64_t t) const noexcept { return t < t_max ? base * alpha : base; }
};

/// gamma^(t / decay_period)
struct exponential_scheduler {
  double base;
  double gamma;
  std::uint64_t decay_period;
  double operator()(std::uint64_t t) const noexcept {
    return base * std::pow(gamma, static_cast<double>(t) / static_cast<double>(decay_period));
  }
};

/// Cosine cycles of int(t_mult times the one before) batches, found by integers
struct cosine_annealing_warm_restarts_scheduler {
  double base;
  std::uint64_t t_0;
  double t_mult = 1.0;
  double alpha_f = 0.0;
  [[nodiscard]] static constexpr bool cyclic() noexcept { return true; }
  double operator()(std::uint64_t t) const noexcept {
    std::uint64_t length = t_0;
    while (t >= length) {
      const double grown = t_mult * static_cast<double>(length);
      const std::uint64_t next = grown < 9e18 ? static_cast<std::uint64_t>(grown) : UINT64_MAX;
      if (next <= length) {  // the length has stopped growing: the rest are equal cycles
        t %= length;
        break;
      }
      t -= length;
      length = next;
    }
    return base * detail::cosine(static_cast<double>(t) / static_cast<double>(length), alpha_f);
  }
};

/// The schedulers with and without warmup: t / t_warmup of the first level, then a fall over t_max - t_warmup
struct with_warmup {
  enum class kind : unsigned char { linear, cosine, polynomial, multi_step };
  kind fall;
  double base;
  std::uint64_t t_warmup = 0;
  std::uint64_t t_max = 0;
  std::uint64_t rise_length = 0;  ///< t_warmup, stretched by ssr with scale_warmup
  double alpha_i = 1.0;           ///< linear only: the level after the warmup
  double alpha_f = 0.0;
  double power = 1.0;                       ///< polynomial only
  std::vector<std::uint64_t> milestones{};  ///< multi_step only
  double gamma = 0.1;
  double operator()(std::uint64_t t) const noexcept {
    if (t < t_warmup) return base * (detail::part(t, rise_length) * (fall == kind::linear ? alpha_i : 1.0));
    if (fall == kind::multi_step) {
      double factor = base;
      for (const std::uint64_t m : milestones) factor *= t >= m ? gamma : 1.0;
      return factor;
    }
    const double u = t_max > t_warmup ? detail::part(t - t_warmup, t_max - t_warmup) : 0.0;
    switch (fall) {
      case kind::linear: return base * (alpha_i + u * (alpha_f - alpha_i));
      case kind::cosine: return base * detail::cosine(u, alpha_f);
      case kind::polynomial: return base * (alpha_f + std::pow(1.0 - u, power) * (1.0 - alpha_f));
      case kind::multi_step: break;
    }
    return base;
  }
};

}  // namespace taper::libraries::composer
