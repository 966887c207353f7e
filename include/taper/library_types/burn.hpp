// Schedules of burn, burn::lr_scheduler::noam 047c646 as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <string>
#include <string_view>

#include "taper/library_shape.hpp"

// clang-format off
namespace taper::burn {

/// burn.NoamLrScheduler: warmup, inverse square root decay.
struct noam {
  required_argument<double> init_lr{};  ///< required; factor of the whole schedule
  amount_argument warmup_steps = 4000;  ///< steps of the rise
  whole_argument model_size = 512;  ///< width of the model

  static constexpr std::string_view dotted_name = "burn.NoamLrScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("init_lr", init_lr), with("warmup_steps", warmup_steps), with("model_size", model_size);
  }
};

}  // namespace taper::burn
// clang-format on
