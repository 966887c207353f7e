// Schedules of torchtitan, [lr_scheduler] 0.3.0 as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "taper/library_shape.hpp"

// clang-format off
namespace taper::torchtitan {

/// torchtitan.lr_scheduler: warmup, hold, decay towards a step after the last.
struct lr_scheduler {
  amount_argument warmup_steps = 200;  ///< steps of the rise
  std::optional<amount_argument> total_steps{};  ///< steps of the run; the run length unless given
  std::optional<double> decay_ratio{};  ///< fraction of the run that falls; everything after the warmup unless given
  std::string decay_type = "linear";  ///< shape of the fall; sqrt is 1 - sqrt(u)
  double min_lr_factor = 0;  ///< lowest rate as a fraction of the base rate

  static constexpr std::string_view dotted_name = "torchtitan.lr_scheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("warmup_steps", warmup_steps), with("total_steps", total_steps), with("decay_ratio", decay_ratio),
    with("decay_type", decay_type), with("min_lr_factor", min_lr_factor);
  }
};

}  // namespace taper::torchtitan
// clang-format on
