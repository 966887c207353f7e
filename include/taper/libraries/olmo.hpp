// OLMo-core's schedulers as pure functions of the optimizer step. Its trainer counts from 1: step t has the rate of
// current = t + 1, so that the last step has the end itself.
//
// Source: allenai/OLMo-core, src/olmo_core/optim/scheduler.py, 3.0.0.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "taper/rule.hpp"

namespace taper::libraries::olmo {

/// low + (high - low) min(now, length) / length; high for a length of 0
inline double line(double low, double high, std::uint64_t now, std::uint64_t length) noexcept {
  if (length == 0) return high;
  return low + (high - low) * static_cast<double>(std::min(now, length)) / static_cast<double>(length);
}

/// A rise over warmup, then by kind. c = t + 1, T = t_max, W = warmup, D = decay
///   constant        1
///   wsd             1, then a line to decay_min_lr over the last D
///   power           (c / W)^b, then a line from there
///   linear, cosine  to alpha_f at T; half_cosine: the second half of a cosine over 2 (T - W); to alpha_f
///   inv_sqrt        alpha_f + (1 - alpha_f) sqrt(W / c)
///   cosine_linear   cosine to alpha_f over T, left at T - D in a line to decay_min_lr
struct with_warmup {
  enum class kind : unsigned char { constant, wsd, power, linear, cosine, half_cosine, inv_sqrt, cosine_linear };
  kind is;
  double base;
  std::uint64_t warmup = 0;
  std::uint64_t t_max = 0;
  double warmup_min_lr = 0.0;
  double alpha_f = 0.1;
  std::uint64_t run = 0;  ///< steps of the run: where the last fall ends
  std::uint64_t decay = 0;
  double decay_min_lr = 0.0;
  double b = -0.51;

  double operator()(std::uint64_t t) const noexcept {
    const std::uint64_t c = t + 1;
    const bool tail = is == kind::wsd || is == kind::power || is == kind::cosine_linear;
    const std::uint64_t tail_begin = run - decay;
    if (is == kind::cosine_linear && c >= tail_begin) return last(main(tail_begin), c);
    const bool closed = is == kind::constant || is == kind::wsd || is == kind::power;  // the rise includes c = W
    if (c < warmup || (closed && c == warmup)) return rise(c);
    if (tail && c >= tail_begin) return last(main(tail_begin), c);
    return main(c);
  }

 private:
  [[nodiscard]] double rise(std::uint64_t c) const noexcept {
    const double low = alpha_f * base;
    return line(warmup_min_lr, is == kind::half_cosine ? low + (base - low) / 2.0 : base, c, warmup);
  }
  [[nodiscard]] double last(double from, std::uint64_t c) const noexcept {
    return line(decay_min_lr, from, run > c ? run - c : 0, decay);
  }
  [[nodiscard]] double main(std::uint64_t c) const noexcept {
    const double low = alpha_f * base;
    if (is == kind::constant || is == kind::wsd) return base;
    if (is == kind::power) return base * std::pow(static_cast<double>(c) / static_cast<double>(warmup), b);
    if (c < warmup) return rise(c);
    if (is == kind::inv_sqrt)
      return low + (base - low) * std::sqrt(static_cast<double>(warmup) / static_cast<double>(c));
    if (c >= t_max) return low;
    const double u = static_cast<double>(c - warmup) / static_cast<double>(t_max - warmup);
    if (is == kind::linear) return base - (base - low) * u;
    const double half = is == kind::half_cosine ? (1.0 + u) / 2.0 : u;
    return low + (base - low) * (1.0 + std::cos(std::numbers::pi * half)) / 2.0;
  }
};

/// Periods one after another, each at base times its multiplier with a line to decay_min_lr at its end; one warmup
/// inside the first. A period's last step is still its own.
struct wsds {
  double base;
  std::uint64_t warmup;
  double warmup_min_lr;
  double decay_min_lr;
  std::vector<std::uint64_t> ends;    ///< of the periods, from the warmup's end on
  std::vector<std::uint64_t> decays;  ///< steps of each fall
  std::vector<double> heights;        ///< period_lr_multipliers
  /// Every period begins at the top; the rate of its last step is at the bottom.
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (const std::uint64_t end : ends) out.at.push_back(warmup + end);
    return out;
  }
  double operator()(std::uint64_t t) const noexcept {
    const std::uint64_t c = t + 1;
    if (c < warmup) return line(warmup_min_lr, base * heights[0], c, warmup);
    const std::uint64_t s = c - warmup;
    if (s >= ends.back()) return decay_min_lr;
    const auto k = static_cast<std::size_t>(std::lower_bound(ends.begin(), ends.end(), s) - ends.begin());
    const double top = base * heights[k];
    return s + decays[k] < ends[k] ? top : line(decay_min_lr, top, ends[k] - s, decays[k]);
  }
};

/// lr_min (base / lr_min)^(c / T), up to the base rate: a range finder
struct exponential {
  double base;
  double lr_min = 1e-9;
  std::uint64_t t_max;
  double operator()(std::uint64_t t) const noexcept {
    if (t + 1 >= t_max) return base;
    return lr_min * std::pow(base / lr_min, static_cast<double>(t + 1) / static_cast<double>(t_max));
  }
};

}  // namespace taper::libraries::olmo
