// The rates of a schedule, one for each counter, and the counters at which it takes a given rate.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "taper/schedule.hpp"

namespace taper::inspection {

struct counter_range;

/// The rates of a schedule at counters 0 … rates.size() - 1; the last one goes on.
struct curve {
  schedule source;
  std::string spec;  ///< the same as text
  std::vector<double> rates;
  std::vector<std::int64_t> turns;  ///< first counters of the parts in which it only rises or only falls, 0 among them
  std::string remark;               ///< what the rows leave open, in words

  [[nodiscard]] double at(std::int64_t c) const noexcept;

  /// The whole counters at which the rate lies in [low, high], in order.
  void counters(double low, double high, std::vector<counter_range>& out) const;
};

/// The curve of a schedule bound to `steps`, up to the counter `reach`. Null where it does not fit them, or the reach is
/// beyond what is kept (4 million steps) or what is left of the effort.
[[nodiscard]] std::shared_ptr<const curve> make_curve(schedule source, std::int64_t steps, std::int64_t reach,
                                                      std::string remark = {});

}  // namespace taper::inspection
