// Schedules of DeepSpeed, runtime.lr_schedules 0.19.8 as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "taper/library_shape.hpp"

// clang-format off
namespace taper::deepspeed {

/// deepspeed.LRRangeTest: a rate that grows until training diverges.
struct lr_range_test {
  double lr_range_test_min_lr = 0.001;  ///< first rate, absolute
  amount_argument lr_range_test_step_size = 2000;  ///< steps of one increase
  double lr_range_test_step_rate = 1;  ///< increase, in first rates
  bool lr_range_test_staircase = false;  ///< in stairs

  static constexpr std::string_view dotted_name = "deepspeed.LRRangeTest";
  template <class F>
  void each_argument(F&& with) const {
    with("lr_range_test_min_lr", lr_range_test_min_lr), with("lr_range_test_step_size", lr_range_test_step_size),
    with("lr_range_test_step_rate", lr_range_test_step_rate),
    with("lr_range_test_staircase", lr_range_test_staircase);
  }
};

/// deepspeed.OneCycle: one triangle, smooth or in stairs, then inverse time decay.
struct one_cycle {
  required_argument<double> cycle_min_lr{};  ///< required; lowest rate of the cycle, absolute
  required_argument<double> cycle_max_lr{};  ///< required; highest rate, absolute
  double decay_lr_rate = 0;  ///< rate of the fall after the cycle
  amount_argument cycle_first_step_size = 2000;  ///< steps of the rise
  std::optional<amount_argument> cycle_second_step_size{};  ///< steps of the fall; as the rise unless given
  whole_argument cycle_first_stair_count = 0;  ///< stairs of the rise; 0: smooth
  std::optional<whole_argument> cycle_second_stair_count{};  ///< stairs of the fall; as the rise unless given
  double decay_step_size = 0;  ///< steps of the fall after the cycle; 0: none
  bool cycle_momentum = true;  ///< cycles the momentum; no effect on the rate

  static constexpr std::string_view dotted_name = "deepspeed.OneCycle";
  template <class F>
  void each_argument(F&& with) const {
    with("cycle_min_lr", cycle_min_lr), with("cycle_max_lr", cycle_max_lr), with("decay_lr_rate", decay_lr_rate),
    with("cycle_first_step_size", cycle_first_step_size), with("cycle_second_step_size", cycle_second_step_size),
    with("cycle_first_stair_count", cycle_first_stair_count),
    with("cycle_second_stair_count", cycle_second_stair_count), with("decay_step_size", decay_step_size),
    with("cycle_momentum", cycle_momentum);
  }
};

/// deepspeed.WarmupLR: warmup, logarithmic or linear, then constant.
struct warmup {
  double warmup_min_lr = 0;  ///< first rate, absolute
  std::optional<double> warmup_max_lr{};  ///< last rate; the optimizer's unless given
  amount_argument warmup_num_steps = 1000;  ///< steps of the rise; 1 counts as 2
  std::string warmup_type = "log";  ///< shape of the rise

  static constexpr std::string_view dotted_name = "deepspeed.WarmupLR";
  template <class F>
  void each_argument(F&& with) const {
    with("warmup_min_lr", warmup_min_lr), with("warmup_max_lr", warmup_max_lr),
    with("warmup_num_steps", warmup_num_steps), with("warmup_type", warmup_type);
  }
};

/// deepspeed.WarmupDecayLR: warmup, linear decay.
struct warmup_decay {
  required_argument<amount_argument> total_num_steps{};  ///< required; steps of the run
  double warmup_min_lr = 0;  ///< first rate, absolute
  double warmup_max_lr = 0.001;  ///< highest rate, absolute
  amount_argument warmup_num_steps = 1000;  ///< steps of the rise; 1 counts as 2
  std::string warmup_type = "log";  ///< shape of the rise

  static constexpr std::string_view dotted_name = "deepspeed.WarmupDecayLR";
  template <class F>
  void each_argument(F&& with) const {
    with("total_num_steps", total_num_steps), with("warmup_min_lr", warmup_min_lr),
    with("warmup_max_lr", warmup_max_lr), with("warmup_num_steps", warmup_num_steps),
    with("warmup_type", warmup_type);
  }
};

/// deepspeed.WarmupCosineLR: warmup, cosine decay.
struct warmup_cosine {
  required_argument<amount_argument> total_num_steps{};  ///< required; steps of the run
  double warmup_min_ratio = 0;  ///< first rate as a fraction of the base rate
  amount_argument warmup_num_steps = 1000;  ///< steps of the rise; 1 counts as 2
  double cos_min_ratio = 0.0001;  ///< last rate as a fraction of the base rate
  std::string warmup_type = "log";  ///< shape of the rise

  static constexpr std::string_view dotted_name = "deepspeed.WarmupCosineLR";
  template <class F>
  void each_argument(F&& with) const {
    with("total_num_steps", total_num_steps), with("warmup_min_ratio", warmup_min_ratio),
    with("warmup_num_steps", warmup_num_steps), with("cos_min_ratio", cos_min_ratio),
    with("warmup_type", warmup_type);
  }
};

}  // namespace taper::deepspeed
// clang-format on
