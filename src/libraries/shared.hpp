// Formulas shared by several libraries: sequences and products of schedules, PyTorch's drops, power and one-cycle.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numbers>
#include <vector>

#include "taper/rule.hpp"

namespace taper::libraries {

/// part_k(t - m_k) for m_k <= t < m_(k+1), m_0 = 0 (torch SequentialLR, optax join_schedules)
struct joined {
  std::vector<std::shared_ptr<const step_rule>> parts;
  std::vector<std::uint64_t> milestones;  ///< ascending, one fewer than parts
  double operator()(std::uint64_t t) const noexcept {
    std::size_t k = 0;
    while (k < milestones.size() && t >= milestones[k]) ++k;
    return (*parts[k])(k == 0 ? t : t - milestones[k - 1]);
  }
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (std::size_t k = 0; k < parts.size(); ++k) {
      const std::uint64_t begin = k == 0 ? 0 : milestones[k - 1];
      out.add_part(parts[k]->rises(), begin, begin);
    }
    return out;
  }
};

/// base times the product of part_k(t) / base (torch ChainedScheduler of schedules that multiply)
struct multiplied {
  std::vector<std::shared_ptr<const step_rule>> parts;  ///< each for a base rate of 1
  double base;
  double operator()(std::uint64_t t) const noexcept {
    double rate = base;
    for (const auto& part : parts) rate *= (*part)(t);
    return rate;
  }
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (const auto& part : parts) out.add(part->rises());
    return out;
  }
};

/// lr = base gamma^floor(t / step_size)
struct step_lr {
  double base;
  std::uint64_t step_size;
  double gamma;
  double operator()(std::uint64_t t) const noexcept {
    return base * std::pow(gamma, static_cast<double>(t / step_size));
  }
};

/// lr = base gamma^#{m in milestones: m <= t}; a milestone written twice counts twice
struct multi_step_lr {
  double base;
  std::vector<std::uint64_t> milestones;  ///< ascending
  double gamma;
  double operator()(std::uint64_t t) const noexcept {
    const auto passed = std::upper_bound(milestones.begin(), milestones.end(), t) - milestones.begin();
    return base * std::pow(gamma, static_cast<double>(passed));
  }
};

/// lr = base gamma^t
struct exponential_lr {
  double base;
  double gamma;
  double operator()(std::uint64_t t) const noexcept { return base * std::pow(gamma, static_cast<double>(t)); }
};

/// lr = base (1 - min(t, total_iters) / total_iters)^power; constant for total_iters = 0
struct polynomial_lr {
  double base;
  std::uint64_t total_iters;
  double power;
  double operator()(std::uint64_t t) const noexcept {
    if (total_iters == 0 || t == 0) return base;
    const auto left = static_cast<double>(total_iters - std::min(t, total_iters));
    return base * std::pow(left / static_cast<double>(total_iters), power);
  }
};

/// max_lr / div_factor -> max_lr at index pct_start total - 1 -> max_lr / (div_factor final_div_factor) at total - 1,
/// by cosine or straight lines; with three phases back to max_lr / div_factor at 2 pct_start total - 2 in between.
/// PyTorch raises after step total_steps; here the last rate is kept.
struct one_cycle_lr {
  double max_lr;
  std::uint64_t total_steps;
  double pct_start;
  enum class strategy : unsigned char { cos, linear } anneal;
  double div_factor;
  double final_div_factor;
  enum class phases : unsigned char { two, three } count;

  double operator()(std::uint64_t t) const noexcept {
    const double now = static_cast<double>(std::min(t, total_steps));
    const double initial = max_lr / div_factor;
    const double lowest = initial / final_div_factor;
    const auto total = static_cast<double>(total_steps);
    const double top = pct_start * total - 1.0;
    if (now <= top) return between(initial, max_lr, now / top);
    if (count == phases::two) return between(max_lr, lowest, part(now, top, total - 1.0));
    const double back = 2.0 * pct_start * total - 2.0;
    if (now <= back) return between(max_lr, initial, part(now, top, back));
    return between(initial, lowest, part(now, back, total - 1.0));
  }

 private:
  static double part(double now, double from, double to) noexcept {
    return to == from ? 1.0 : (now - from) / (to - from);
  }
  [[nodiscard]] double between(double from, double to, double u) const noexcept {
    return anneal == strategy::linear ? (to - from) * u + from
                                      : to + (from - to) / 2.0 * (std::cos(std::numbers::pi * u) + 1.0);
  }
};

}  // namespace taper::libraries
