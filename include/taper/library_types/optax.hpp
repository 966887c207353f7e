// Schedules of Optax, optax.schedules 0.2.8 (jax 0.10.2) as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "taper/library_shape.hpp"

// clang-format off
namespace taper::optax {

/// optax.constant_schedule: constant.
struct constant_schedule {
  required_argument<double> value{};  ///< required; the value

  static constexpr std::string_view dotted_name = "optax.constant_schedule";
  template <class F>
  void each_argument(F&& with) const {
    with("value", value);
  }
};

/// optax.polynomial_schedule: polynomial decay.
struct polynomial_schedule {
  required_argument<double> init_value{};  ///< required; first value
  required_argument<double> end_value{};  ///< required; last value
  required_argument<double> power{};  ///< required; exponent
  required_argument<amount_argument> transition_steps{};  ///< required; steps of the transition; 0: constant
  double transition_begin = 0;  ///< steps before the transition; a negative number counts as 0

  static constexpr std::string_view dotted_name = "optax.polynomial_schedule";
  template <class F>
  void each_argument(F&& with) const {
    with("init_value", init_value), with("end_value", end_value), with("power", power),
    with("transition_steps", transition_steps), with("transition_begin", transition_begin);
  }
};

/// optax.linear_schedule: linear from one value to another.
struct linear_schedule {
  required_argument<double> init_value{};  ///< required; first value
  required_argument<double> end_value{};  ///< required; last value
  required_argument<amount_argument> transition_steps{};  ///< required; steps of the transition; 0: constant
  double transition_begin = 0;  ///< steps before the transition; a negative number counts as 0

  static constexpr std::string_view dotted_name = "optax.linear_schedule";
  template <class F>
  void each_argument(F&& with) const {
    with("init_value", init_value), with("end_value", end_value), with("transition_steps", transition_steps),
    with("transition_begin", transition_begin);
  }
};

/// optax.piecewise_constant_schedule: factors at boundaries.
struct piecewise_constant_schedule {
  required_argument<double> init_value{};  ///< required; first value
  /// not given: []; [[step, factor], …]; each applies from its step on
  list_argument<std::pair<amount_argument, double>> boundaries_and_scales{};

  static constexpr std::string_view dotted_name = "optax.piecewise_constant_schedule";
  template <class F>
  void each_argument(F&& with) const {
    with("init_value", init_value), with("boundaries_and_scales", boundaries_and_scales);
  }
};

/// optax.exponential_decay: exponential decay, a factor per T steps.
struct exponential_decay {
  required_argument<double> init_value{};  ///< required; first value
  required_argument<amount_argument> transition_steps{};  ///< required; steps of one factor; 0: constant
  required_argument<double> decay_rate{};  ///< required; the factor; 0: constant
  double transition_begin = 0;  ///< steps before the transition; a negative number counts as 0
  bool staircase = false;  ///< round the exponent down
  std::optional<double> end_value{};  ///< limit of the value

  static constexpr std::string_view dotted_name = "optax.exponential_decay";
  template <class F>
  void each_argument(F&& with) const {
    with("init_value", init_value), with("transition_steps", transition_steps), with("decay_rate", decay_rate),
    with("transition_begin", transition_begin), with("staircase", staircase), with("end_value", end_value);
  }
};

/// optax.cosine_decay_schedule: cosine decay.
struct cosine_decay_schedule {
  required_argument<double> init_value{};  ///< required; first value
  required_argument<amount_argument> decay_steps{};  ///< required; steps of the fall
  double alpha = 0;  ///< last value as a fraction of the first
  double exponent = 1;  ///< exponent of the half cosine

  static constexpr std::string_view dotted_name = "optax.cosine_decay_schedule";
  template <class F>
  void each_argument(F&& with) const {
    with("init_value", init_value), with("decay_steps", decay_steps), with("alpha", alpha),
    with("exponent", exponent);
  }
};

/// optax.piecewise_interpolate_schedule: linear or cosine between values.
struct piecewise_interpolate_schedule {
  required_argument<std::string> interpolate_type{};  ///< required; shape between the values
  required_argument<double> init_value{};  ///< required; first value
  /// not given: []; [[step, factor], …]; each applies from its step on
  list_argument<std::pair<amount_argument, double>> boundaries_and_scales{};

  static constexpr std::string_view dotted_name = "optax.piecewise_interpolate_schedule";
  template <class F>
  void each_argument(F&& with) const {
    with("interpolate_type", interpolate_type), with("init_value", init_value),
    with("boundaries_and_scales", boundaries_and_scales);
  }
};

/// optax.linear_onecycle_schedule: one cycle with linear phases: up, back, then down.
struct linear_onecycle_schedule {
  required_argument<amount_argument> transition_steps{};  ///< required; steps of the cycle
  required_argument<double> peak_value{};  ///< required; highest value
  double pct_start = 0.3;  ///< fraction that rises
  double pct_final = 0.85;  ///< fraction at which the first value is reached again
  double div_factor = 25;  ///< peak divided by the first value
  double final_div_factor = 10000;  ///< first value divided by the last

  static constexpr std::string_view dotted_name = "optax.linear_onecycle_schedule";
  template <class F>
  void each_argument(F&& with) const {
    with("transition_steps", transition_steps), with("peak_value", peak_value), with("pct_start", pct_start),
    with("pct_final", pct_final), with("div_factor", div_factor), with("final_div_factor", final_div_factor);
  }
};

/// optax.cosine_onecycle_schedule: one cycle with cosine phases: up, then down.
struct cosine_onecycle_schedule {
  required_argument<amount_argument> transition_steps{};  ///< required; steps of the cycle
  required_argument<double> peak_value{};  ///< required; highest value
  double pct_start = 0.3;  ///< fraction that rises
  double div_factor = 25;  ///< peak divided by the first value
  double final_div_factor = 10000;  ///< first value divided by the last

  static constexpr std::string_view dotted_name = "optax.cosine_onecycle_schedule";
  template <class F>
  void each_argument(F&& with) const {
    with("transition_steps", transition_steps), with("peak_value", peak_value), with("pct_start", pct_start),
    with("div_factor", div_factor), with("final_div_factor", final_div_factor);
  }
};

/// optax.warmup_constant_schedule: warmup, then constant.
struct warmup_constant_schedule {
  required_argument<double> init_value{};  ///< required; first value
  required_argument<double> peak_value{};  ///< required; highest value
  required_argument<amount_argument> warmup_steps{};  ///< required; steps of the rise

  static constexpr std::string_view dotted_name = "optax.warmup_constant_schedule";
  template <class F>
  void each_argument(F&& with) const {
    with("init_value", init_value), with("peak_value", peak_value), with("warmup_steps", warmup_steps);
  }
};

/// optax.warmup_cosine_decay_schedule: warmup, cosine decay.
struct warmup_cosine_decay_schedule {
  required_argument<double> init_value{};  ///< required; first value
  required_argument<double> peak_value{};  ///< required; highest value
  required_argument<amount_argument> warmup_steps{};  ///< required; steps of the rise
  required_argument<amount_argument> decay_steps{};  ///< required; steps of the whole schedule, the warmup included
  double end_value = 0;  ///< last value
  double exponent = 1;  ///< exponent of the half cosine

  static constexpr std::string_view dotted_name = "optax.warmup_cosine_decay_schedule";
  template <class F>
  void each_argument(F&& with) const {
    with("init_value", init_value), with("peak_value", peak_value), with("warmup_steps", warmup_steps),
    with("decay_steps", decay_steps), with("end_value", end_value), with("exponent", exponent);
  }
};

/// optax.warmup_exponential_decay_schedule: warmup, exponential decay.
struct warmup_exponential_decay_schedule {
  required_argument<double> init_value{};  ///< required; first value
  required_argument<double> peak_value{};  ///< required; highest value
  required_argument<amount_argument> warmup_steps{};  ///< required; steps of the rise
  required_argument<amount_argument> transition_steps{};  ///< required; steps of one factor; 0: constant
  required_argument<double> decay_rate{};  ///< required; the factor; 0: constant
  double transition_begin = 0;  ///< steps before the transition; a negative number counts as 0
  bool staircase = false;  ///< round the exponent down
  std::optional<double> end_value{};  ///< limit of the value

  static constexpr std::string_view dotted_name = "optax.warmup_exponential_decay_schedule";
  template <class F>
  void each_argument(F&& with) const {
    with("init_value", init_value), with("peak_value", peak_value), with("warmup_steps", warmup_steps),
    with("transition_steps", transition_steps), with("decay_rate", decay_rate),
    with("transition_begin", transition_begin), with("staircase", staircase), with("end_value", end_value);
  }
};

/// optax.sgdr_schedule: cosine cycles, each with its own arguments.
struct sgdr_schedule {
  list_argument<library_part> cosine_kwargs{};  ///< required; one warmup_cosine_decay_schedule for each cycle

  static constexpr std::string_view dotted_name = "optax.sgdr_schedule";
  template <class F>
  void each_argument(F&& with) const {
    with("cosine_kwargs", cosine_kwargs);
  }
};

/// optax.join_schedules: schedules in sequence.
struct join_schedules {
  list_argument<library_part> schedules{};  ///< required; in sequence
  list_argument<amount_argument> boundaries{};  ///< required; the first step of each except the first

  static constexpr std::string_view dotted_name = "optax.join_schedules";
  template <class F>
  void each_argument(F&& with) const {
    with("schedules", schedules), with("boundaries", boundaries);
  }
};

}  // namespace taper::optax
// clang-format on
