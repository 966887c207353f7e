// Schedules made of schedules: one after another, each on its own clock, or multiplied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "taper/rule.hpp"

namespace taper::libraries {

/// part_k(t - m_k) for m_k <= t < m_(k+1), m_0 = 0 (torch SequentialLR, optax join_schedules)
struct joined {
  std::vector<std::shared_ptr<const step_rule>> parts;
  std::vector<std::uint64_t> milestones;  ///< ascending, one fewer
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

}  // namespace taper::libraries
