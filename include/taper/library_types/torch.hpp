// Schedules of PyTorch, torch.optim.lr_scheduler 2.15.0 as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "taper/library_shape.hpp"

// clang-format off
namespace taper::torch {

/// torch.StepLR: a drop every step_size steps.
struct step {
  required_argument<amount_argument> step_size{};  ///< required; steps between two drops
  double gamma = 0.1;  ///< factor of a drop

  static constexpr std::string_view dotted_name = "torch.StepLR";
  template <class F>
  void each_argument(F&& with) const {
    with("step_size", step_size), with("gamma", gamma);
  }
};

/// torch.MultiStepLR: drops at milestones.
struct multi_step {
  list_argument<amount_argument> milestones{};  ///< required; steps of the drops (t >= milestone)
  double gamma = 0.1;  ///< factor of a drop

  static constexpr std::string_view dotted_name = "torch.MultiStepLR";
  template <class F>
  void each_argument(F&& with) const {
    with("milestones", milestones), with("gamma", gamma);
  }
};

/// torch.ConstantLR: a constant factor for the first steps.
struct constant {
  double factor = 0.3333333333333333;  ///< factor at the start; 0 makes PyTorch divide by zero
  amount_argument total_iters = 5;  ///< steps until the factor is removed

  static constexpr std::string_view dotted_name = "torch.ConstantLR";
  template <class F>
  void each_argument(F&& with) const {
    with("factor", factor), with("total_iters", total_iters);
  }
};

/// torch.LinearLR: linear from one factor to another.
struct linear {
  double start_factor = 0.3333333333333333;  ///< factor at step 0
  double end_factor = 1;  ///< factor from step total_iters on
  amount_argument total_iters = 5;  ///< steps from the first factor to the second

  static constexpr std::string_view dotted_name = "torch.LinearLR";
  template <class F>
  void each_argument(F&& with) const {
    with("start_factor", start_factor), with("end_factor", end_factor), with("total_iters", total_iters);
  }
};

/// torch.ExponentialLR: exponential decay, a factor per step.
struct exponential {
  required_argument<double> gamma{};  ///< required; factor of every step

  static constexpr std::string_view dotted_name = "torch.ExponentialLR";
  template <class F>
  void each_argument(F&& with) const {
    with("gamma", gamma);
  }
};

/// torch.PolynomialLR: polynomial decay.
struct polynomial {
  amount_argument total_iters = 5;  ///< steps until the rate is 0
  double power = 1;  ///< exponent

  static constexpr std::string_view dotted_name = "torch.PolynomialLR";
  template <class F>
  void each_argument(F&& with) const {
    with("total_iters", total_iters), with("power", power);
  }
};

/// torch.CosineAnnealingLR: cosine decay.
struct cosine_annealing {
  required_argument<amount_argument> T_max{};  ///< required; steps of the fall, half a period
  double eta_min = 0;  ///< lowest rate, absolute

  static constexpr std::string_view dotted_name = "torch.CosineAnnealingLR";
  template <class F>
  void each_argument(F&& with) const {
    with("T_max", T_max), with("eta_min", eta_min);
  }
};

/// torch.CosineAnnealingWarmRestarts: cosine decay with warm restarts.
struct cosine_annealing_warm_restarts {
  required_argument<amount_argument> T_0{};  ///< required; steps of the first cycle
  whole_argument T_mult = 1;  ///< each cycle is this many times as long as the one before
  double eta_min = 0;  ///< lowest rate, absolute

  static constexpr std::string_view dotted_name = "torch.CosineAnnealingWarmRestarts";
  template <class F>
  void each_argument(F&& with) const {
    with("T_0", T_0), with("T_mult", T_mult), with("eta_min", eta_min);
  }
};

/// torch.CyclicLR: triangular cycles.
struct cyclic {
  required_argument<double> base_lr{};  ///< required; lowest rate, absolute
  required_argument<double> max_lr{};  ///< required; highest rate, absolute
  amount_argument step_size_up = 2000;  ///< steps of the rise
  std::optional<amount_argument> step_size_down{};  ///< steps of the fall; step_size_up unless given
  std::string mode = "triangular";  ///< height of the cycles: equal, halved each time, gamma^t
  double gamma = 1;  ///< for exp_range
  bool cycle_momentum = true;  ///< cycles the momentum; no effect on the rate

  static constexpr std::string_view dotted_name = "torch.CyclicLR";
  template <class F>
  void each_argument(F&& with) const {
    with("base_lr", base_lr), with("max_lr", max_lr), with("step_size_up", step_size_up),
    with("step_size_down", step_size_down), with("mode", mode), with("gamma", gamma),
    with("cycle_momentum", cycle_momentum);
  }
};

/// torch.OneCycleLR: one cycle: a rise, then decay to almost 0.
struct one_cycle {
  required_argument<double> max_lr{};  ///< required; highest rate, absolute
  std::optional<amount_argument> total_steps{};  ///< steps of the run; or give epochs and steps_per_epoch
  std::optional<whole_argument> epochs{};
  std::optional<whole_argument> steps_per_epoch{};
  double pct_start = 0.3;  ///< fraction of the run that rises
  std::string anneal_strategy = "cos";  ///< shape of the phases
  bool cycle_momentum = true;  ///< cycles the momentum; no effect on the rate
  double div_factor = 25;  ///< max_lr divided by the first rate
  double final_div_factor = 10000;  ///< first rate divided by the last
  bool three_phase = false;  ///< a third phase from the first rate to the last

  static constexpr std::string_view dotted_name = "torch.OneCycleLR";
  template <class F>
  void each_argument(F&& with) const {
    with("max_lr", max_lr), with("total_steps", total_steps), with("epochs", epochs),
    with("steps_per_epoch", steps_per_epoch), with("pct_start", pct_start),
    with("anneal_strategy", anneal_strategy), with("cycle_momentum", cycle_momentum),
    with("div_factor", div_factor), with("final_div_factor", final_div_factor), with("three_phase", three_phase);
  }
};

/// torch.SequentialLR: schedules in sequence.
struct sequential {
  list_argument<library_part> schedulers{};  ///< required; in sequence
  list_argument<amount_argument> milestones{};  ///< required; the first step of each except the first

  static constexpr std::string_view dotted_name = "torch.SequentialLR";
  template <class F>
  void each_argument(F&& with) const {
    with("schedulers", schedulers), with("milestones", milestones);
  }
};

/// torch.ChainedScheduler: the product of schedules.
struct chained {
  list_argument<library_part> schedulers{};  ///< required; multiplied with each other

  static constexpr std::string_view dotted_name = "torch.ChainedScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("schedulers", schedulers);
  }
};

}  // namespace taper::torch
// clang-format on
