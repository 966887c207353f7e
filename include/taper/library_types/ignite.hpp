// Schedules of PyTorch-Ignite, ignite.handlers.param_scheduler (on Events.ITERATION_STARTED) 0.5.5 as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "taper/library_shape.hpp"

// clang-format off
namespace taper::ignite {

/// ignite.CosineAnnealingScheduler: cosine cycles.
struct cosine_annealing {
  required_argument<double> start_value{};  ///< required; rate at a cycle's start
  required_argument<double> end_value{};  ///< required; rate at its end
  required_argument<amount_argument> cycle_size{};  ///< required; steps of the first cycle
  double cycle_mult = 1;  ///< each cycle is this many times as long, rounded down
  double start_value_mult = 1;  ///< factor of start_value from cycle to cycle
  double end_value_mult = 1;  ///< factor of end_value
  amount_argument warmup_duration = 0;  ///< steps back to the start after each cycle

  static constexpr std::string_view dotted_name = "ignite.CosineAnnealingScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("start_value", start_value), with("end_value", end_value), with("cycle_size", cycle_size),
    with("cycle_mult", cycle_mult), with("start_value_mult", start_value_mult),
    with("end_value_mult", end_value_mult), with("warmup_duration", warmup_duration);
  }
};

/// ignite.LinearCyclicalScheduler: linear cycles, there and back or one way.
struct linear_cyclical {
  required_argument<double> start_value{};  ///< required; rate at a cycle's start
  required_argument<double> end_value{};  ///< required; rate at its end
  required_argument<amount_argument> cycle_size{};  ///< required; steps of the first cycle
  double cycle_mult = 1;  ///< each cycle is this many times as long, rounded down
  double start_value_mult = 1;  ///< factor of start_value from cycle to cycle
  double end_value_mult = 1;  ///< factor of end_value
  amount_argument warmup_duration = 0;  ///< steps back to the start after each cycle
  bool monotonic = false;  ///< true: one way; false: to end_value and back

  static constexpr std::string_view dotted_name = "ignite.LinearCyclicalScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("start_value", start_value), with("end_value", end_value), with("cycle_size", cycle_size),
    with("cycle_mult", cycle_mult), with("start_value_mult", start_value_mult),
    with("end_value_mult", end_value_mult), with("warmup_duration", warmup_duration), with("monotonic", monotonic);
  }
};

/// ignite.PiecewiseLinear: linear between milestones.
struct piecewise_linear {
  list_argument<std::pair<amount_argument, double>> milestones_values{};  ///< required; [[step, rate], …], ascending

  static constexpr std::string_view dotted_name = "ignite.PiecewiseLinear";
  template <class F>
  void each_argument(F&& with) const {
    with("milestones_values", milestones_values);
  }
};

/// ignite.ConcatScheduler: schedules in sequence.
struct concat {
  list_argument<library_part> schedulers{};  ///< required; in sequence
  list_argument<amount_argument> durations{};  ///< required; steps of each except the last

  static constexpr std::string_view dotted_name = "ignite.ConcatScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("schedulers", schedulers), with("durations", durations);
  }
};

}  // namespace taper::ignite
// clang-format on
