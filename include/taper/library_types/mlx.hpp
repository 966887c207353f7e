// Schedules of MLX, mlx.optimizers.schedulers 0.32.4 as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <string>
#include <string_view>

#include "taper/library_shape.hpp"

// clang-format off
namespace taper::mlx {

/// mlx.exponential_decay: exponential decay, a factor per step.
struct exponential_decay {
  required_argument<double> init{};  ///< required; first rate
  required_argument<double> decay_rate{};  ///< required; factor

  static constexpr std::string_view dotted_name = "mlx.exponential_decay";
  template <class F>
  void each_argument(F&& with) const {
    with("init", init), with("decay_rate", decay_rate);
  }
};

/// mlx.step_decay: a drop every step_size steps.
struct step_decay {
  required_argument<double> init{};  ///< required; first rate
  required_argument<double> decay_rate{};  ///< required; factor
  required_argument<amount_argument> step_size{};  ///< required; steps between two drops

  static constexpr std::string_view dotted_name = "mlx.step_decay";
  template <class F>
  void each_argument(F&& with) const {
    with("init", init), with("decay_rate", decay_rate), with("step_size", step_size);
  }
};

/// mlx.cosine_decay: cosine decay.
struct cosine_decay {
  required_argument<double> init{};  ///< required; first rate
  required_argument<amount_argument> decay_steps{};  ///< required; steps of the fall
  double end = 0;  ///< last rate

  static constexpr std::string_view dotted_name = "mlx.cosine_decay";
  template <class F>
  void each_argument(F&& with) const {
    with("init", init), with("decay_steps", decay_steps), with("end", end);
  }
};

/// mlx.linear_schedule: linear from one value to another.
struct linear_schedule {
  required_argument<double> init{};  ///< required; first rate
  required_argument<double> end{};  ///< required; last rate
  required_argument<amount_argument> steps{};  ///< required; steps of the line

  static constexpr std::string_view dotted_name = "mlx.linear_schedule";
  template <class F>
  void each_argument(F&& with) const {
    with("init", init), with("end", end), with("steps", steps);
  }
};

/// mlx.join_schedules: schedules in sequence.
struct join_schedules {
  list_argument<library_part> schedules{};  ///< required; in sequence
  list_argument<amount_argument> boundaries{};  ///< required; the first step of each except the first

  static constexpr std::string_view dotted_name = "mlx.join_schedules";
  template <class F>
  void each_argument(F&& with) const {
    with("schedules", schedules), with("boundaries", boundaries);
  }
};

}  // namespace taper::mlx
// clang-format on
