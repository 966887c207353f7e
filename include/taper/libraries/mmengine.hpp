// mmengine's parameter schedulers with by_epoch=False as pure functions of the iteration. Each works in its window
// [begin, end) on s = t - begin, starting from the rate that it finds there; before and after it the rate stays.
//
// mmengine multiplies the rate of the step before; these are the closed forms of the same recursions.
// Source: open-mmlab/mmengine, mmengine/optim/scheduler/param_scheduler.py, 0.10.7.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "taper/libraries/torch.hpp"

namespace taper::libraries::mmengine {

/// One scheduler and its window.
struct window {
  enum class kind : unsigned char {
    step,
    multi_step,
    constant,
    exponential,
    cosine,
    linear,
    poly,
    one_cycle,
    restarts
  };
  kind is = kind::constant;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  double gamma = 0.1;                     ///< step, multi_step, exponential; factor of constant; start of linear
  double other = 1.0;                     ///< end_factor of linear, power of poly
  double eta_min = 0.0;                   ///< absolute: cosine, poly, restarts
  std::uint64_t length = 1;               ///< step_size, T_max
  std::vector<std::uint64_t> marks = {};  ///< milestones, ascending; ends of the cycles
  std::vector<double> heights = {};       ///< restart_weights
  torch::one_cycle_lr cycle = {0.0, 1};   ///< one_cycle

  /// The rate at step s of the window; entered is the rate before it, base the optimizer's.
  [[nodiscard]] double rate(double entered, double base, std::uint64_t s) const noexcept {
    const std::uint64_t last = end - begin - 1;  // linear, poly and constant reach their end at the window's last step
    const auto part = [&] { return last == 0 ? 0.0 : static_cast<double>(s) / static_cast<double>(last); };
    switch (is) {
      case kind::step: return entered * std::pow(gamma, static_cast<double>(s / length));
      case kind::multi_step: {
        const auto passed = std::upper_bound(marks.begin(), marks.end(), s) - marks.begin();
        return entered * std::pow(gamma, static_cast<double>(passed));
      }
      case kind::constant: return s < last || last == 0 ? entered * gamma : entered;
      case kind::exponential: return entered * std::pow(gamma, static_cast<double>(s));
      case kind::linear: return entered * (gamma + (other - gamma) * part());
      case kind::poly: return eta_min + (entered - eta_min) * std::pow(1.0 - part(), other);
      case kind::cosine: return cosine(entered, base, s);
      case kind::one_cycle: return cycle(s);
      case kind::restarts: return restarted(base, s);
    }
    return entered;
  }

 private:
  /// Falls from what it entered with; where it climbs, after T_max, it climbs to the base rate.
  [[nodiscard]] double cosine(double entered, double base, std::uint64_t s) const noexcept {
    const double u = static_cast<double>(s % (2 * length)) / static_cast<double>(length);
    return eta_min + ((s <= length ? entered : base) - eta_min) * (1.0 + std::cos(std::numbers::pi * u)) / 2.0;
  }
  /// Cycle i falls from base weight_i over periods_i; after the last the rate of the last step stays.
  [[nodiscard]] double restarted(double base, std::uint64_t s) const noexcept {
    s = std::min(s, marks.back() - 1);
    const auto i = static_cast<std::size_t>(std::upper_bound(marks.begin(), marks.end(), s) - marks.begin());
    const std::uint64_t from = i == 0 ? 0 : marks[i - 1];
    const double u = static_cast<double>(s - from) / static_cast<double>(marks[i] - from);
    return eta_min + (base * heights[i] - eta_min) * (1.0 + std::cos(std::numbers::pi * u)) / 2.0;
  }
};

/// Windows one after another, as a config's param_scheduler list has them.
struct chain {
  double base;
  std::vector<window> windows;  ///< ascending, none over another
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (const window& w : windows) {
      out.anywhere = out.anywhere || w.is == window::kind::restarts;
      out.at.push_back(w.begin);
      if (w.is == window::kind::constant) out.at.push_back(w.end - 1);  // the factor is taken back
    }
    return out;
  }
  double operator()(std::uint64_t t) const noexcept {
    double now = base;
    for (const window& w : windows) {
      if (t < w.begin) break;
      now = w.rate(now, base, std::min(t, w.end - 1) - w.begin);
    }
    return now;
  }
};

}  // namespace taper::libraries::mmengine
