// Schedules of MMEngine, mmengine.optim.scheduler (counted in iterations) 0.10.7 as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "taper/library_shape.hpp"

// clang-format off
namespace taper::mmengine {

/// mmengine.StepLR: a drop every step_size steps.
struct step {
  required_argument<amount_argument> step_size{};  ///< required; steps between two drops
  double gamma = 0.1;  ///< factor of a drop
  amount_argument begin = 0;  ///< first step of its window
  amount_argument end = 1000000000;  ///< the step after the window; 1e9 unless given

  static constexpr std::string_view dotted_name = "mmengine.StepLR";
  template <class F>
  void each_argument(F&& with) const {
    with("step_size", step_size), with("gamma", gamma), with("begin", begin), with("end", end);
  }
};

/// mmengine.MultiStepLR: drops at milestones.
struct multi_step {
  list_argument<amount_argument> milestones{};  ///< required; steps of the drops, from begin on
  double gamma = 0.1;  ///< factor of a drop
  amount_argument begin = 0;  ///< first step of its window
  amount_argument end = 1000000000;  ///< the step after the window; 1e9 unless given

  static constexpr std::string_view dotted_name = "mmengine.MultiStepLR";
  template <class F>
  void each_argument(F&& with) const {
    with("milestones", milestones), with("gamma", gamma), with("begin", begin), with("end", end);
  }
};

/// mmengine.ConstantLR: a constant factor within the window.
struct constant {
  double factor = 0.3333333333333333;  ///< factor until the last step of the window
  amount_argument begin = 0;  ///< first step of its window
  amount_argument end = 1000000000;  ///< the step after the window; 1e9 unless given

  static constexpr std::string_view dotted_name = "mmengine.ConstantLR";
  template <class F>
  void each_argument(F&& with) const {
    with("factor", factor), with("begin", begin), with("end", end);
  }
};

/// mmengine.ExponentialLR: exponential decay, a factor per step.
struct exponential {
  required_argument<double> gamma{};  ///< required; factor of every step
  amount_argument begin = 0;  ///< first step of its window
  amount_argument end = 1000000000;  ///< the step after the window; 1e9 unless given

  static constexpr std::string_view dotted_name = "mmengine.ExponentialLR";
  template <class F>
  void each_argument(F&& with) const {
    with("gamma", gamma), with("begin", begin), with("end", end);
  }
};

/// mmengine.LinearLR: linear from one factor to another.
struct linear {
  double start_factor = 0.3333333333333333;  ///< factor at begin; 0 makes mmengine divide by zero
  double end_factor = 1;  ///< factor at the window's last step, end - 1
  amount_argument begin = 0;  ///< first step of its window
  amount_argument end = 1000000000;  ///< the step after the window; 1e9 unless given

  static constexpr std::string_view dotted_name = "mmengine.LinearLR";
  template <class F>
  void each_argument(F&& with) const {
    with("start_factor", start_factor), with("end_factor", end_factor), with("begin", begin), with("end", end);
  }
};

/// mmengine.PolyLR: polynomial decay.
struct poly {
  double power = 1;  ///< exponent
  double eta_min = 0;  ///< lowest rate, absolute
  amount_argument begin = 0;  ///< first step of its window
  amount_argument end = 1000000000;  ///< the step after the window; 1e9 unless given

  static constexpr std::string_view dotted_name = "mmengine.PolyLR";
  template <class F>
  void each_argument(F&& with) const {
    with("power", power), with("eta_min", eta_min), with("begin", begin), with("end", end);
  }
};

/// mmengine.CosineAnnealingLR: cosine decay.
struct cosine_annealing {
  std::optional<amount_argument> T_max{};  ///< steps of the fall; those of the window unless given
  std::optional<double> eta_min{};  ///< lowest rate, absolute
  std::optional<double> eta_min_ratio{};  ///< lowest rate as a fraction of the base rate
  amount_argument begin = 0;  ///< first step of its window
  amount_argument end = 1000000000;  ///< the step after the window; 1e9 unless given

  static constexpr std::string_view dotted_name = "mmengine.CosineAnnealingLR";
  template <class F>
  void each_argument(F&& with) const {
    with("T_max", T_max), with("eta_min", eta_min), with("eta_min_ratio", eta_min_ratio), with("begin", begin),
    with("end", end);
  }
};

/// mmengine.CosineRestartLR: cosine cycles with given lengths.
struct cosine_restart {
  list_argument<amount_argument> periods{};  ///< required; steps of each cycle
  list_argument<double> restart_weights{};  ///< not given: [1]; height of each cycle
  std::optional<double> eta_min{};  ///< lowest rate, absolute
  std::optional<double> eta_min_ratio{};  ///< lowest rate as a fraction of the base rate
  amount_argument begin = 0;  ///< first step of its window
  amount_argument end = 1000000000;  ///< the step after the window; 1e9 unless given

  static constexpr std::string_view dotted_name = "mmengine.CosineRestartLR";
  template <class F>
  void each_argument(F&& with) const {
    with("periods", periods), with("restart_weights", restart_weights), with("eta_min", eta_min),
    with("eta_min_ratio", eta_min_ratio), with("begin", begin), with("end", end);
  }
};

/// mmengine.OneCycleLR: one cycle: a rise, then decay to almost 0.
struct one_cycle {
  required_argument<double> eta_max{};  ///< required; highest rate, absolute
  std::optional<amount_argument> total_steps{};  ///< steps of the cycle; those of the window unless given
  double pct_start = 0.3;  ///< fraction that rises
  std::string anneal_strategy = "cos";  ///< shape of the phases
  double div_factor = 25;  ///< eta_max divided by the first rate
  double final_div_factor = 10000;  ///< first rate divided by the last
  bool three_phase = false;  ///< a third phase from the first rate to the last
  amount_argument begin = 0;  ///< first step of its window
  amount_argument end = 1000000000;  ///< the step after the window; 1e9 unless given

  static constexpr std::string_view dotted_name = "mmengine.OneCycleLR";
  template <class F>
  void each_argument(F&& with) const {
    with("eta_max", eta_max), with("total_steps", total_steps), with("pct_start", pct_start),
    with("anneal_strategy", anneal_strategy), with("div_factor", div_factor),
    with("final_div_factor", final_div_factor), with("three_phase", three_phase), with("begin", begin),
    with("end", end);
  }
};

/// mmengine.param_scheduler: schedules in sequence.
struct param_scheduler {
  list_argument<library_part> schedulers{};  ///< required; the list of a configuration, each with begin and end

  static constexpr std::string_view dotted_name = "mmengine.param_scheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("schedulers", schedulers);
  }
};

}  // namespace taper::mmengine
// clang-format on
