// Schedules of Megatron-Core, OptimizerParamScheduler 0.16.1 as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "taper/library_shape.hpp"

// clang-format off
namespace taper::megatron {

/// megatron.OptimizerParamScheduler: warmup and decay of a given style.
struct optimizer_param_scheduler {
  double init_lr = 0;  ///< first rate of the warmup
  required_argument<double> max_lr{};  ///< required; highest rate
  double min_lr = 0;  ///< lowest rate
  amount_argument lr_warmup_steps = 0;  ///< steps (or samples) of the rise
  /// length of the rise as a fraction of lr_decay_steps, instead of lr_warmup_steps
  std::optional<double> lr_warmup_fraction{};
  required_argument<amount_argument> lr_decay_steps{};  ///< required; steps (or samples) until min_lr, warmup included
  std::string lr_decay_style = "linear";  ///< shape of the fall
  std::optional<amount_argument> wsd_decay_steps{};  ///< steps of WSD's fall
  std::string lr_wsd_decay_style = "exponential";  ///< shape of WSD's fall
  whole_argument increment = 1;  ///< samples per step, if the other numbers count samples

  static constexpr std::string_view dotted_name = "megatron.OptimizerParamScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("init_lr", init_lr), with("max_lr", max_lr), with("min_lr", min_lr),
    with("lr_warmup_steps", lr_warmup_steps), with("lr_warmup_fraction", lr_warmup_fraction),
    with("lr_decay_steps", lr_decay_steps), with("lr_decay_style", lr_decay_style),
    with("wsd_decay_steps", wsd_decay_steps), with("lr_wsd_decay_style", lr_wsd_decay_style),
    with("increment", increment);
  }
};

/// megatron.weight_decay: weight decay, increased by the same scheduler.
struct weight_decay {
  required_argument<double> start_wd{};  ///< required; first weight decay
  required_argument<double> end_wd{};  ///< required; last weight decay
  required_argument<amount_argument> wd_incr_steps{};  ///< required; steps (or samples) of the rise
  std::string wd_incr_style = "constant";  ///< shape of the rise
  whole_argument increment = 1;  ///< samples per step, if the other numbers count samples

  static constexpr std::string_view dotted_name = "megatron.weight_decay";
  template <class F>
  void each_argument(F&& with) const {
    with("start_wd", start_wd), with("end_wd", end_wd), with("wd_incr_steps", wd_incr_steps),
    with("wd_incr_style", wd_incr_style), with("increment", increment);
  }
};

}  // namespace taper::megatron
// clang-format on
