// Schedules of other libraries as types with the libraries' own parameters, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "taper/library_shape.hpp"

// clang-format off

// PyTorch, torch.optim.lr_scheduler 2.15.0
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

// Hugging Face transformers, get_scheduler 5.23.0
namespace taper::hf {

/// hf.constant: constant at the base rate.
struct constant {
  static constexpr std::string_view dotted_name = "hf.constant";
  template <class F>
  void each_argument(F&& ) const {
  }
};

/// hf.constant_with_warmup: warmup, then constant.
struct constant_with_warmup {
  required_argument<amount_argument> num_warmup_steps{};  ///< required; steps of the rise from 0

  static constexpr std::string_view dotted_name = "hf.constant_with_warmup";
  template <class F>
  void each_argument(F&& with) const {
    with("num_warmup_steps", num_warmup_steps);
  }
};

/// hf.linear: warmup, linear decay to 0.
struct linear {
  required_argument<amount_argument> num_warmup_steps{};  ///< required; steps of the rise from 0
  required_argument<amount_argument> num_training_steps{};  ///< required; steps of the run

  static constexpr std::string_view dotted_name = "hf.linear";
  template <class F>
  void each_argument(F&& with) const {
    with("num_warmup_steps", num_warmup_steps), with("num_training_steps", num_training_steps);
  }
};

/// hf.cosine: warmup, cosine decay.
struct cosine {
  required_argument<amount_argument> num_warmup_steps{};  ///< required; steps of the rise from 0
  required_argument<amount_argument> num_training_steps{};  ///< required; steps of the run
  double num_cycles = 0.5;  ///< number of waves; 0.5 is one decay

  static constexpr std::string_view dotted_name = "hf.cosine";
  template <class F>
  void each_argument(F&& with) const {
    with("num_warmup_steps", num_warmup_steps), with("num_training_steps", num_training_steps),
    with("num_cycles", num_cycles);
  }
};

/// hf.cosine_with_restarts: warmup, cosine cycles.
struct cosine_with_restarts {
  required_argument<amount_argument> num_warmup_steps{};  ///< required; steps of the rise from 0
  required_argument<amount_argument> num_training_steps{};  ///< required; steps of the run
  whole_argument num_cycles = 1;  ///< cycles, of equal length

  static constexpr std::string_view dotted_name = "hf.cosine_with_restarts";
  template <class F>
  void each_argument(F&& with) const {
    with("num_warmup_steps", num_warmup_steps), with("num_training_steps", num_training_steps),
    with("num_cycles", num_cycles);
  }
};

/// hf.polynomial: warmup, polynomial decay.
struct polynomial {
  required_argument<amount_argument> num_warmup_steps{};  ///< required; steps of the rise from 0
  required_argument<amount_argument> num_training_steps{};  ///< required; steps of the run
  double lr_end = 1e-07;  ///< last rate, absolute
  double power = 1;  ///< exponent

  static constexpr std::string_view dotted_name = "hf.polynomial";
  template <class F>
  void each_argument(F&& with) const {
    with("num_warmup_steps", num_warmup_steps), with("num_training_steps", num_training_steps),
    with("lr_end", lr_end), with("power", power);
  }
};

/// hf.inverse_sqrt: warmup, inverse square root decay.
struct inverse_sqrt {
  required_argument<amount_argument> num_warmup_steps{};  ///< required; steps of the rise from 0
  std::optional<amount_argument> timescale{};  ///< steps until 71 % of the peak; the warmup unless given, else 10000

  static constexpr std::string_view dotted_name = "hf.inverse_sqrt";
  template <class F>
  void each_argument(F&& with) const {
    with("num_warmup_steps", num_warmup_steps), with("timescale", timescale);
  }
};

/// hf.cosine_with_min_lr: warmup, cosine decay to a floor.
struct cosine_with_min_lr {
  required_argument<amount_argument> num_warmup_steps{};  ///< required; steps of the rise from 0
  required_argument<amount_argument> num_training_steps{};  ///< required; steps of the run
  double num_cycles = 0.5;  ///< number of waves; 0.5 is one decay
  std::optional<double> min_lr{};  ///< lowest rate, absolute; or min_lr_rate
  std::optional<double> min_lr_rate{};  ///< lowest rate as a fraction of the base rate

  static constexpr std::string_view dotted_name = "hf.cosine_with_min_lr";
  template <class F>
  void each_argument(F&& with) const {
    with("num_warmup_steps", num_warmup_steps), with("num_training_steps", num_training_steps),
    with("num_cycles", num_cycles), with("min_lr", min_lr), with("min_lr_rate", min_lr_rate);
  }
};

/// hf.cosine_warmup_with_min_lr: warmup from (t+1)/W, cosine decay counted from 1.
struct cosine_warmup_with_min_lr {
  required_argument<amount_argument> num_warmup_steps{};  ///< required; steps of the rise from 0
  required_argument<amount_argument> num_training_steps{};  ///< required; steps of the run
  double num_cycles = 0.5;  ///< number of waves; 0.5 is one decay
  std::optional<double> min_lr{};  ///< lowest rate, absolute; or min_lr_rate
  std::optional<double> min_lr_rate{};  ///< lowest rate as a fraction of the base rate
  std::optional<double> warmup_lr_rate{};  ///< first rate as a fraction of the base rate; otherwise (t+1)/W

  static constexpr std::string_view dotted_name = "hf.cosine_warmup_with_min_lr";
  template <class F>
  void each_argument(F&& with) const {
    with("num_warmup_steps", num_warmup_steps), with("num_training_steps", num_training_steps),
    with("num_cycles", num_cycles), with("min_lr", min_lr), with("min_lr_rate", min_lr_rate),
    with("warmup_lr_rate", warmup_lr_rate);
  }
};

/// hf.warmup_stable_decay: warmup, hold, decay.
struct warmup_stable_decay {
  required_argument<amount_argument> num_warmup_steps{};  ///< required; steps of the rise from 0
  required_argument<amount_argument> num_decay_steps{};  ///< required; steps of the fall
  std::optional<amount_argument> num_training_steps{};  ///< steps of the run, unless num_stable_steps is given
  std::optional<amount_argument> num_stable_steps{};  ///< steps at the base rate
  std::string warmup_type = "linear";  ///< shape of the rise
  std::string decay_type = "cosine";  ///< shape of the fall
  double min_lr_ratio = 0;  ///< first and last rate as a fraction of the base rate
  double num_cycles = 0.5;  ///< number of waves; 0.5 is one decay

  static constexpr std::string_view dotted_name = "hf.warmup_stable_decay";
  template <class F>
  void each_argument(F&& with) const {
    with("num_warmup_steps", num_warmup_steps), with("num_decay_steps", num_decay_steps),
    with("num_training_steps", num_training_steps), with("num_stable_steps", num_stable_steps),
    with("warmup_type", warmup_type), with("decay_type", decay_type), with("min_lr_ratio", min_lr_ratio),
    with("num_cycles", num_cycles);
  }
};

}  // namespace taper::hf

// Optax, optax.schedules 0.2.8 (jax 0.10.2)
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

// Keras 3, keras.optimizers.schedules 3.15.1 (jax 0.10.2 backend)
namespace taper::keras {

/// keras.ExponentialDecay: exponential decay, a factor per T steps.
struct exponential_decay {
  required_argument<double> initial_learning_rate{};  ///< required; first rate
  required_argument<amount_argument> decay_steps{};  ///< required; steps of the fall, or of one factor
  required_argument<double> decay_rate{};  ///< required; the factor
  bool staircase = false;  ///< round t / decay_steps down

  static constexpr std::string_view dotted_name = "keras.ExponentialDecay";
  template <class F>
  void each_argument(F&& with) const {
    with("initial_learning_rate", initial_learning_rate), with("decay_steps", decay_steps),
    with("decay_rate", decay_rate), with("staircase", staircase);
  }
};

/// keras.PiecewiseConstantDecay: values between boundaries.
struct piecewise_constant_decay {
  list_argument<amount_argument> boundaries{};  ///< required; the last step of each value except the last
  list_argument<double> values{};  ///< required; one more than boundaries

  static constexpr std::string_view dotted_name = "keras.PiecewiseConstantDecay";
  template <class F>
  void each_argument(F&& with) const {
    with("boundaries", boundaries), with("values", values);
  }
};

/// keras.PolynomialDecay: polynomial decay.
struct polynomial_decay {
  required_argument<double> initial_learning_rate{};  ///< required; first rate
  required_argument<amount_argument> decay_steps{};  ///< required; steps of the fall, or of one factor
  double end_learning_rate = 0.0001;  ///< last rate
  double power = 1;  ///< exponent
  bool cycle = false;  ///< stretch the fall by whole multiples instead of staying at the end

  static constexpr std::string_view dotted_name = "keras.PolynomialDecay";
  template <class F>
  void each_argument(F&& with) const {
    with("initial_learning_rate", initial_learning_rate), with("decay_steps", decay_steps),
    with("end_learning_rate", end_learning_rate), with("power", power), with("cycle", cycle);
  }
};

/// keras.InverseTimeDecay: inverse time decay.
struct inverse_time_decay {
  required_argument<double> initial_learning_rate{};  ///< required; first rate
  required_argument<amount_argument> decay_steps{};  ///< required; steps of the fall, or of one factor
  required_argument<double> decay_rate{};  ///< required; the factor
  bool staircase = false;  ///< round t / decay_steps down

  static constexpr std::string_view dotted_name = "keras.InverseTimeDecay";
  template <class F>
  void each_argument(F&& with) const {
    with("initial_learning_rate", initial_learning_rate), with("decay_steps", decay_steps),
    with("decay_rate", decay_rate), with("staircase", staircase);
  }
};

/// keras.CosineDecay: warmup, cosine decay.
struct cosine_decay {
  required_argument<double> initial_learning_rate{};  ///< required; first rate
  required_argument<amount_argument> decay_steps{};  ///< required; steps of the fall, or of one factor
  double alpha = 0;  ///< last rate as a fraction of the one it falls from
  std::optional<double> warmup_target{};  ///< highest rate; without it there is no warmup
  amount_argument warmup_steps = 0;  ///< steps of the rise from initial_learning_rate

  static constexpr std::string_view dotted_name = "keras.CosineDecay";
  template <class F>
  void each_argument(F&& with) const {
    with("initial_learning_rate", initial_learning_rate), with("decay_steps", decay_steps), with("alpha", alpha),
    with("warmup_target", warmup_target), with("warmup_steps", warmup_steps);
  }
};

/// keras.CosineDecayRestarts: cosine decay with warm restarts.
struct cosine_decay_restarts {
  required_argument<double> initial_learning_rate{};  ///< required; first rate
  required_argument<amount_argument> first_decay_steps{};  ///< required; steps of the first cycle
  double t_mul = 2;  ///< each cycle is this many times as long as the one before
  double m_mul = 1;  ///< each cycle is this many times as high
  double alpha = 0;  ///< lowest rate as a fraction of the first

  static constexpr std::string_view dotted_name = "keras.CosineDecayRestarts";
  template <class F>
  void each_argument(F&& with) const {
    with("initial_learning_rate", initial_learning_rate), with("first_decay_steps", first_decay_steps),
    with("t_mul", t_mul), with("m_mul", m_mul), with("alpha", alpha);
  }
};

}  // namespace taper::keras

// timm, timm.scheduler (counted in updates) 1.0.31
namespace taper::timm {

/// timm.CosineLRScheduler: warmup, cosine cycles.
struct cosine {
  required_argument<amount_argument> t_initial{};  ///< required; updates of the first cycle
  double lr_min = 0;  ///< lowest rate, absolute
  double cycle_mul = 1;  ///< each cycle is this many times as long as the one before
  double cycle_decay = 1;  ///< each cycle is this many times as high
  whole_argument cycle_limit = 1;  ///< cycles; lr_min after them
  amount_argument warmup_t = 0;  ///< updates of the rise
  double warmup_lr_init = 0;  ///< first rate, absolute
  bool warmup_prefix = false;  ///< true: the schedule begins after the warmup
  double k_decay = 1;  ///< (t/T)^k instead of t/T

  static constexpr std::string_view dotted_name = "timm.CosineLRScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("t_initial", t_initial), with("lr_min", lr_min), with("cycle_mul", cycle_mul),
    with("cycle_decay", cycle_decay), with("cycle_limit", cycle_limit), with("warmup_t", warmup_t),
    with("warmup_lr_init", warmup_lr_init), with("warmup_prefix", warmup_prefix), with("k_decay", k_decay);
  }
};

/// timm.TanhLRScheduler: warmup, hyperbolic tangent cycles.
struct tanh {
  required_argument<amount_argument> t_initial{};  ///< required; updates of the first cycle
  double lb = -7;  ///< argument of tanh at the start
  double ub = 3;  ///< argument of tanh at the end
  double lr_min = 0;  ///< lowest rate, absolute
  double cycle_mul = 1;  ///< each cycle is this many times as long as the one before
  double cycle_decay = 1;  ///< each cycle is this many times as high
  whole_argument cycle_limit = 1;  ///< cycles; lr_min after them
  amount_argument warmup_t = 0;  ///< updates of the rise
  double warmup_lr_init = 0;  ///< first rate, absolute
  bool warmup_prefix = false;  ///< true: the schedule begins after the warmup

  static constexpr std::string_view dotted_name = "timm.TanhLRScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("t_initial", t_initial), with("lb", lb), with("ub", ub), with("lr_min", lr_min),
    with("cycle_mul", cycle_mul), with("cycle_decay", cycle_decay), with("cycle_limit", cycle_limit),
    with("warmup_t", warmup_t), with("warmup_lr_init", warmup_lr_init), with("warmup_prefix", warmup_prefix);
  }
};

/// timm.PolyLRScheduler: warmup, polynomial cycles.
struct poly {
  required_argument<amount_argument> t_initial{};  ///< required; updates of the first cycle
  double power = 0.5;  ///< exponent
  double lr_min = 0;  ///< lowest rate, absolute
  double cycle_mul = 1;  ///< each cycle is this many times as long as the one before
  double cycle_decay = 1;  ///< each cycle is this many times as high
  whole_argument cycle_limit = 1;  ///< cycles; lr_min after them
  amount_argument warmup_t = 0;  ///< updates of the rise
  double warmup_lr_init = 0;  ///< first rate, absolute
  bool warmup_prefix = false;  ///< true: the schedule begins after the warmup
  double k_decay = 1;  ///< (t/T)^k instead of t/T

  static constexpr std::string_view dotted_name = "timm.PolyLRScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("t_initial", t_initial), with("power", power), with("lr_min", lr_min), with("cycle_mul", cycle_mul),
    with("cycle_decay", cycle_decay), with("cycle_limit", cycle_limit), with("warmup_t", warmup_t),
    with("warmup_lr_init", warmup_lr_init), with("warmup_prefix", warmup_prefix), with("k_decay", k_decay);
  }
};

/// timm.StepLRScheduler: warmup, drops.
struct step {
  required_argument<double> decay_t{};  ///< required; updates between two drops
  double decay_rate = 1;  ///< factor of a drop
  amount_argument warmup_t = 0;  ///< updates of the rise
  double warmup_lr_init = 0;  ///< first rate, absolute
  bool warmup_prefix = true;  ///< false: the schedule starts at step 0, during the warmup

  static constexpr std::string_view dotted_name = "timm.StepLRScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("decay_t", decay_t), with("decay_rate", decay_rate), with("warmup_t", warmup_t),
    with("warmup_lr_init", warmup_lr_init), with("warmup_prefix", warmup_prefix);
  }
};

/// timm.MultiStepLRScheduler: warmup, drops at milestones.
struct multi_step {
  list_argument<amount_argument> decay_t{};  ///< required; updates of the drops
  double decay_rate = 1;  ///< factor of a drop
  amount_argument warmup_t = 0;  ///< updates of the rise
  double warmup_lr_init = 0;  ///< first rate, absolute
  bool warmup_prefix = true;  ///< false: the schedule starts at step 0, during the warmup

  static constexpr std::string_view dotted_name = "timm.MultiStepLRScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("decay_t", decay_t), with("decay_rate", decay_rate), with("warmup_t", warmup_t),
    with("warmup_lr_init", warmup_lr_init), with("warmup_prefix", warmup_prefix);
  }
};

/// timm.WSDLRScheduler: warmup, stable part, decay.
struct wsd {
  required_argument<amount_argument> t_initial{};  ///< required; updates of stable part and fall
  required_argument<amount_argument> decay_t{};  ///< required; updates of the fall
  double lr_min = 0;  ///< lowest rate, absolute
  std::string stable_fn = "constant";  ///< the stable part
  std::optional<double> stable_timescale{};  ///< of rsqrt and power; warmup_t unless given
  double stable_power = 0.5;  ///< exponent of power
  std::string decay_fn = "1-sqrt";  ///< the fall
  double decay_power = 0.5;  ///< exponent of power
  double decay_ratio = 0.1;  ///< of exp
  amount_argument warmup_t = 0;  ///< updates of the rise
  double warmup_lr_init = 0;  ///< first rate, absolute

  static constexpr std::string_view dotted_name = "timm.WSDLRScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("t_initial", t_initial), with("decay_t", decay_t), with("lr_min", lr_min), with("stable_fn", stable_fn),
    with("stable_timescale", stable_timescale), with("stable_power", stable_power), with("decay_fn", decay_fn),
    with("decay_power", decay_power), with("decay_ratio", decay_ratio), with("warmup_t", warmup_t),
    with("warmup_lr_init", warmup_lr_init);
  }
};

}  // namespace taper::timm

// Megatron-Core, OptimizerParamScheduler 0.16.1
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

// DeepSpeed, runtime.lr_schedules 0.19.8
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

// torchtitan, [lr_scheduler] 0.3.0
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

// llm.c, llmc/schedulers.h commit 4b5fecc
namespace taper::llmc {

/// llmc.cosine: warmup, cosine decay.
struct cosine {
  double learning_rate = 0.0003;  ///< highest rate
  amount_argument warmup_iterations = 0;  ///< steps of the rise, (t + 1) / W
  std::optional<amount_argument> train_num_batches{};  ///< steps of the run; the run length unless given
  double final_learning_rate_frac = 0;  ///< last rate as a fraction of the highest

  static constexpr std::string_view dotted_name = "llmc.cosine";
  template <class F>
  void each_argument(F&& with) const {
    with("learning_rate", learning_rate), with("warmup_iterations", warmup_iterations),
    with("train_num_batches", train_num_batches), with("final_learning_rate_frac", final_learning_rate_frac);
  }
};

/// llmc.linear: warmup, linear decay.
struct linear {
  double learning_rate = 0.0003;  ///< highest rate
  amount_argument warmup_iterations = 0;  ///< steps of the rise, (t + 1) / W
  std::optional<amount_argument> train_num_batches{};  ///< steps of the run; the run length unless given
  double final_learning_rate_frac = 0;  ///< last rate as a fraction of the highest

  static constexpr std::string_view dotted_name = "llmc.linear";
  template <class F>
  void each_argument(F&& with) const {
    with("learning_rate", learning_rate), with("warmup_iterations", warmup_iterations),
    with("train_num_batches", train_num_batches), with("final_learning_rate_frac", final_learning_rate_frac);
  }
};

/// llmc.constant: constant.
struct constant {
  double learning_rate = 0.0003;  ///< highest rate
  amount_argument warmup_iterations = 0;  ///< steps of the rise, (t + 1) / W
  std::optional<amount_argument> train_num_batches{};  ///< steps of the run; the run length unless given
  double final_learning_rate_frac = 0;  ///< last rate as a fraction of the highest

  static constexpr std::string_view dotted_name = "llmc.constant";
  template <class F>
  void each_argument(F&& with) const {
    with("learning_rate", learning_rate), with("warmup_iterations", warmup_iterations),
    with("train_num_batches", train_num_batches), with("final_learning_rate_frac", final_learning_rate_frac);
  }
};

/// llmc.wsd: warmup, hold, 1 - sqrt over the last fifth.
struct wsd {
  double learning_rate = 0.0003;  ///< highest rate
  amount_argument warmup_iterations = 0;  ///< steps of the rise, (t + 1) / W
  std::optional<amount_argument> train_num_batches{};  ///< steps of the run; the run length unless given
  double final_learning_rate_frac = 0;  ///< last rate as a fraction of the highest

  static constexpr std::string_view dotted_name = "llmc.wsd";
  template <class F>
  void each_argument(F&& with) const {
    with("learning_rate", learning_rate), with("warmup_iterations", warmup_iterations),
    with("train_num_batches", train_num_batches), with("final_learning_rate_frac", final_learning_rate_frac);
  }
};

}  // namespace taper::llmc

// Composer (mosaicml), composer.optim.scheduler 0.32.1
namespace taper::composer {

/// composer.StepScheduler: drops at fixed intervals.
struct step {
  required_argument<time_argument> step_size{};  ///< required; batches between two drops
  double gamma = 0.1;  ///< factor of a drop
  double ssr = 1;  ///< scale_schedule_ratio of the trainer: stretches batches and epochs

  static constexpr std::string_view dotted_name = "composer.StepScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("step_size", step_size), with("gamma", gamma), with("ssr", ssr);
  }
};

/// composer.MultiStepScheduler: drops at milestones.
struct multi_step {
  list_argument<time_argument> milestones{};  ///< required; the drops
  double gamma = 0.1;  ///< factor of a drop
  double ssr = 1;  ///< scale_schedule_ratio of the trainer: stretches batches and epochs

  static constexpr std::string_view dotted_name = "composer.MultiStepScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("milestones", milestones), with("gamma", gamma), with("ssr", ssr);
  }
};

/// composer.ConstantScheduler: a constant factor.
struct constant {
  double alpha = 1;  ///< factor until t_max
  time_argument t_max = "1dur";  ///< length: batches, or "10ba", "0.5dur", "2ep"
  double ssr = 1;  ///< scale_schedule_ratio of the trainer: stretches batches and epochs

  static constexpr std::string_view dotted_name = "composer.ConstantScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("alpha", alpha), with("t_max", t_max), with("ssr", ssr);
  }
};

/// composer.LinearScheduler: linear from one value to another.
struct linear {
  double alpha_i = 1;  ///< first factor
  double alpha_f = 0;  ///< last factor
  time_argument t_max = "1dur";  ///< length: batches, or "10ba", "0.5dur", "2ep"
  double ssr = 1;  ///< scale_schedule_ratio of the trainer: stretches batches and epochs

  static constexpr std::string_view dotted_name = "composer.LinearScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("alpha_i", alpha_i), with("alpha_f", alpha_f), with("t_max", t_max), with("ssr", ssr);
  }
};

/// composer.ExponentialScheduler: exponential decay, a factor per period.
struct exponential {
  required_argument<double> gamma{};  ///< required; factor of one period
  time_argument decay_period = "1ep";  ///< length of one period
  double ssr = 1;  ///< scale_schedule_ratio of the trainer: stretches batches and epochs

  static constexpr std::string_view dotted_name = "composer.ExponentialScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("gamma", gamma), with("decay_period", decay_period), with("ssr", ssr);
  }
};

/// composer.CosineAnnealingScheduler: cosine decay.
struct cosine_annealing {
  time_argument t_max = "1dur";  ///< length: batches, or "10ba", "0.5dur", "2ep"
  double alpha_f = 0;  ///< last factor
  double ssr = 1;  ///< scale_schedule_ratio of the trainer: stretches batches and epochs

  static constexpr std::string_view dotted_name = "composer.CosineAnnealingScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("t_max", t_max), with("alpha_f", alpha_f), with("ssr", ssr);
  }
};

/// composer.CosineAnnealingWarmRestartsScheduler: cosine cycles.
struct cosine_annealing_warm_restarts {
  required_argument<time_argument> t_0{};  ///< required; length of the first cycle
  double t_mult = 1;  ///< each cycle is this many times as long as the one before, rounded down
  double alpha_f = 0;  ///< last factor
  double ssr = 1;  ///< scale_schedule_ratio of the trainer: stretches batches and epochs

  static constexpr std::string_view dotted_name = "composer.CosineAnnealingWarmRestartsScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("t_0", t_0), with("t_mult", t_mult), with("alpha_f", alpha_f), with("ssr", ssr);
  }
};

/// composer.PolynomialScheduler: polynomial decay.
struct polynomial {
  required_argument<double> power{};  ///< required; exponent
  time_argument t_max = "1dur";  ///< length: batches, or "10ba", "0.5dur", "2ep"
  double alpha_f = 0;  ///< last factor
  double ssr = 1;  ///< scale_schedule_ratio of the trainer: stretches batches and epochs

  static constexpr std::string_view dotted_name = "composer.PolynomialScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("power", power), with("t_max", t_max), with("alpha_f", alpha_f), with("ssr", ssr);
  }
};

/// composer.MultiStepWithWarmupScheduler: warmup, drops.
struct multi_step_with_warmup {
  required_argument<time_argument> t_warmup{};  ///< required; length of the rise
  list_argument<time_argument> milestones{};  ///< required; the drops
  double gamma = 0.1;  ///< factor of a drop
  bool scale_warmup = false;  ///< scale_schedule_ratio also stretches the warmup
  double ssr = 1;  ///< scale_schedule_ratio of the trainer: stretches batches and epochs

  static constexpr std::string_view dotted_name = "composer.MultiStepWithWarmupScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("t_warmup", t_warmup), with("milestones", milestones), with("gamma", gamma),
    with("scale_warmup", scale_warmup), with("ssr", ssr);
  }
};

/// composer.ConstantWithWarmupScheduler: warmup, then constant.
struct constant_with_warmup {
  required_argument<time_argument> t_warmup{};  ///< required; length of the rise
  double alpha = 1;  ///< factor after the rise
  time_argument t_max = "1dur";  ///< length: batches, or "10ba", "0.5dur", "2ep"
  bool scale_warmup = false;  ///< scale_schedule_ratio also stretches the warmup
  double ssr = 1;  ///< scale_schedule_ratio of the trainer: stretches batches and epochs

  static constexpr std::string_view dotted_name = "composer.ConstantWithWarmupScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("t_warmup", t_warmup), with("alpha", alpha), with("t_max", t_max), with("scale_warmup", scale_warmup),
    with("ssr", ssr);
  }
};

/// composer.LinearWithWarmupScheduler: warmup, linear decay.
struct linear_with_warmup {
  required_argument<time_argument> t_warmup{};  ///< required; length of the rise
  double alpha_i = 1;  ///< factor after the rise
  double alpha_f = 0;  ///< last factor
  time_argument t_max = "1dur";  ///< length: batches, or "10ba", "0.5dur", "2ep"
  bool scale_warmup = false;  ///< scale_schedule_ratio also stretches the warmup
  double ssr = 1;  ///< scale_schedule_ratio of the trainer: stretches batches and epochs

  static constexpr std::string_view dotted_name = "composer.LinearWithWarmupScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("t_warmup", t_warmup), with("alpha_i", alpha_i), with("alpha_f", alpha_f), with("t_max", t_max),
    with("scale_warmup", scale_warmup), with("ssr", ssr);
  }
};

/// composer.CosineAnnealingWithWarmupScheduler: warmup, cosine decay.
struct cosine_annealing_with_warmup {
  required_argument<time_argument> t_warmup{};  ///< required; length of the rise
  time_argument t_max = "1dur";  ///< length: batches, or "10ba", "0.5dur", "2ep"
  double alpha_f = 0;  ///< last factor
  bool scale_warmup = false;  ///< scale_schedule_ratio also stretches the warmup
  double ssr = 1;  ///< scale_schedule_ratio of the trainer: stretches batches and epochs

  static constexpr std::string_view dotted_name = "composer.CosineAnnealingWithWarmupScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("t_warmup", t_warmup), with("t_max", t_max), with("alpha_f", alpha_f), with("scale_warmup", scale_warmup),
    with("ssr", ssr);
  }
};

/// composer.PolynomialWithWarmupScheduler: warmup, polynomial decay.
struct polynomial_with_warmup {
  required_argument<time_argument> t_warmup{};  ///< required; length of the rise
  double power = 2;  ///< exponent
  time_argument t_max = "1dur";  ///< length: batches, or "10ba", "0.5dur", "2ep"
  double alpha_f = 0;  ///< last factor
  bool scale_warmup = false;  ///< scale_schedule_ratio also stretches the warmup
  double ssr = 1;  ///< scale_schedule_ratio of the trainer: stretches batches and epochs

  static constexpr std::string_view dotted_name = "composer.PolynomialWithWarmupScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("t_warmup", t_warmup), with("power", power), with("t_max", t_max), with("alpha_f", alpha_f),
    with("scale_warmup", scale_warmup), with("ssr", ssr);
  }
};

}  // namespace taper::composer

// fairseq, --lr-scheduler 0.12.2
namespace taper::fairseq {

/// fairseq.fixed: warmup, then constant.
struct fixed {
  amount_argument warmup_updates = 0;  ///< updates of the rise

  static constexpr std::string_view dotted_name = "fairseq.fixed";
  template <class F>
  void each_argument(F&& with) const {
    with("warmup_updates", warmup_updates);
  }
};

/// fairseq.cosine: warmup, cosine cycles.
struct cosine {
  amount_argument warmup_updates = 0;  ///< updates of the rise
  double warmup_init_lr = -1;  ///< first rate; negative: the library's own choice
  double min_lr = 0;  ///< lowest rate, absolute
  double t_mult = 1;  ///< each period is this many times as long as the one before
  double lr_period_updates = -1;  ///< updates of the first period; negative: max_update - warmup_updates
  double lr_shrink = 0.1;  ///< each period is this many times as high, floor included
  std::optional<amount_argument> max_update{};  ///< updates of the run; the run length unless given

  static constexpr std::string_view dotted_name = "fairseq.cosine";
  template <class F>
  void each_argument(F&& with) const {
    with("warmup_updates", warmup_updates), with("warmup_init_lr", warmup_init_lr), with("min_lr", min_lr),
    with("t_mult", t_mult), with("lr_period_updates", lr_period_updates), with("lr_shrink", lr_shrink),
    with("max_update", max_update);
  }
};

/// fairseq.inverse_sqrt: warmup, inverse square root decay.
struct inverse_sqrt {
  amount_argument warmup_updates = 4000;  ///< updates of the rise; 0 makes fairseq divide by zero
  double warmup_init_lr = -1;  ///< first rate; negative: the library's own choice

  static constexpr std::string_view dotted_name = "fairseq.inverse_sqrt";
  template <class F>
  void each_argument(F&& with) const {
    with("warmup_updates", warmup_updates), with("warmup_init_lr", warmup_init_lr);
  }
};

/// fairseq.polynomial_decay: warmup, polynomial decay.
struct polynomial_decay {
  amount_argument warmup_updates = 0;  ///< updates of the rise
  double end_learning_rate = 0;  ///< last rate, absolute
  double power = 1;  ///< exponent
  std::optional<amount_argument> total_num_update{};  ///< updates until the last rate; the run length unless given

  static constexpr std::string_view dotted_name = "fairseq.polynomial_decay";
  template <class F>
  void each_argument(F&& with) const {
    with("warmup_updates", warmup_updates), with("end_learning_rate", end_learning_rate), with("power", power),
    with("total_num_update", total_num_update);
  }
};

/// fairseq.tri_stage: warmup, hold, exponential decay.
struct tri_stage {
  amount_argument warmup_steps = 0;  ///< updates of the rise
  amount_argument hold_steps = 0;  ///< updates at the base rate
  amount_argument decay_steps = 0;  ///< updates of the fall
  /// not given: none; [rise, hold, fall] as fractions of max_update, instead of the three numbers
  list_argument<double> phase_ratio{};
  double init_lr_scale = 0.01;  ///< first rate as a fraction of the base rate
  double final_lr_scale = 0.01;  ///< last rate as a fraction of the base rate
  std::optional<amount_argument> max_update{};  ///< updates of the run; the run length unless given

  static constexpr std::string_view dotted_name = "fairseq.tri_stage";
  template <class F>
  void each_argument(F&& with) const {
    with("warmup_steps", warmup_steps), with("hold_steps", hold_steps), with("decay_steps", decay_steps),
    with("phase_ratio", phase_ratio), with("init_lr_scale", init_lr_scale), with("final_lr_scale", final_lr_scale),
    with("max_update", max_update);
  }
};

/// fairseq.triangular: triangular cycles that shrink.
struct triangular {
  required_argument<double> max_lr{};  ///< required; highest rate, absolute
  amount_argument lr_period_updates = 5000;  ///< updates of one cycle; its half is rounded down
  double lr_shrink = 0.1;  ///< each cycle is this many times as high
  bool shrink_min = false;  ///< the lowest rate shrinks too

  static constexpr std::string_view dotted_name = "fairseq.triangular";
  template <class F>
  void each_argument(F&& with) const {
    with("max_lr", max_lr), with("lr_period_updates", lr_period_updates), with("lr_shrink", lr_shrink),
    with("shrink_min", shrink_min);
  }
};

/// fairseq.step: warmup, drops.
struct step {
  amount_argument warmup_updates = 0;  ///< updates of the rise
  double warmup_init_lr = -1;  ///< first rate; negative: the library's own choice
  double min_lr = 0;  ///< lowest rate, absolute
  amount_argument lr_deacy_period = 25000;  ///< updates between two drops (spelled so in fairseq)
  double lr_decay = 0.5;  ///< factor of a drop

  static constexpr std::string_view dotted_name = "fairseq.step";
  template <class F>
  void each_argument(F&& with) const {
    with("warmup_updates", warmup_updates), with("warmup_init_lr", warmup_init_lr), with("min_lr", min_lr),
    with("lr_deacy_period", lr_deacy_period), with("lr_decay", lr_decay);
  }
};

/// fairseq.manual: a list of rates.
struct manual {
  /// required; [[update, rate], …]; each applies from its update on
  list_argument<std::pair<amount_argument, double>> update2lr{};

  static constexpr std::string_view dotted_name = "fairseq.manual";
  template <class F>
  void each_argument(F&& with) const {
    with("update2lr", update2lr);
  }
};

}  // namespace taper::fairseq

// fvcore, fvcore.common.param_scheduler (as in detectron2: w = t / T) 0.1.5.post20221221
namespace taper::fvcore {

/// fvcore.ConstantParamScheduler: constant.
struct constant_param_scheduler {
  required_argument<double> value{};  ///< required; the factor

  static constexpr std::string_view dotted_name = "fvcore.ConstantParamScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("value", value);
  }
};

/// fvcore.CosineParamScheduler: cosine decay.
struct cosine_param_scheduler {
  required_argument<double> start_value{};  ///< required; first factor
  required_argument<double> end_value{};  ///< required; factor at the end

  static constexpr std::string_view dotted_name = "fvcore.CosineParamScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("start_value", start_value), with("end_value", end_value);
  }
};

/// fvcore.LinearParamScheduler: linear from one value to another.
struct linear_param_scheduler {
  required_argument<double> start_value{};  ///< required; first factor
  required_argument<double> end_value{};  ///< required; factor at the end

  static constexpr std::string_view dotted_name = "fvcore.LinearParamScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("start_value", start_value), with("end_value", end_value);
  }
};

/// fvcore.ExponentialParamScheduler: exponential decay over the run.
struct exponential_param_scheduler {
  required_argument<double> start_value{};  ///< required; first factor
  required_argument<double> decay{};  ///< required; factor over the whole run

  static constexpr std::string_view dotted_name = "fvcore.ExponentialParamScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("start_value", start_value), with("decay", decay);
  }
};

/// fvcore.PolynomialDecayParamScheduler: polynomial decay.
struct polynomial_decay_param_scheduler {
  required_argument<double> base_value{};  ///< required; first factor
  required_argument<double> power{};  ///< required; exponent

  static constexpr std::string_view dotted_name = "fvcore.PolynomialDecayParamScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("base_value", base_value), with("power", power);
  }
};

/// fvcore.MultiStepParamScheduler: values between milestones.
struct multi_step_param_scheduler {
  list_argument<double> values{};  ///< required; factors, one after another
  std::optional<whole_argument> num_updates{};  ///< length; the last milestone unless given
  list_argument<amount_argument> milestones{};  ///< not given: none; ends of the values, in units of num_updates

  static constexpr std::string_view dotted_name = "fvcore.MultiStepParamScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("values", values), with("num_updates", num_updates), with("milestones", milestones);
  }
};

/// fvcore.StepParamScheduler: values over equal parts of the run.
struct step_param_scheduler {
  list_argument<double> values{};  ///< required; factors, one after another
  whole_argument num_updates = 1;  ///< not used: the parts are equal

  static constexpr std::string_view dotted_name = "fvcore.StepParamScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("values", values), with("num_updates", num_updates);
  }
};

/// fvcore.StepWithFixedGammaParamScheduler: drops at equal intervals.
struct step_with_fixed_gamma_param_scheduler {
  required_argument<double> base_value{};  ///< required; first factor
  required_argument<whole_argument> num_decays{};  ///< required; drops over the run
  required_argument<double> gamma{};  ///< required; factor of a drop
  whole_argument num_updates = 1;  ///< not used: the parts are equal

  static constexpr std::string_view dotted_name = "fvcore.StepWithFixedGammaParamScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("base_value", base_value), with("num_decays", num_decays), with("gamma", gamma),
    with("num_updates", num_updates);
  }
};

/// fvcore.CompositeParamScheduler: schedules in sequence, each over a part of the run.
struct composite_param_scheduler {
  list_argument<library_part> schedulers{};  ///< required; in sequence
  list_argument<double> lengths{};  ///< required; parts of the run; their sum is 1
  /// required; the clock of each part: that of its segment (rescaled) or of the run (fixed)
  list_argument<std::string> interval_scaling{};

  static constexpr std::string_view dotted_name = "fvcore.CompositeParamScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("schedulers", schedulers), with("lengths", lengths), with("interval_scaling", interval_scaling);
  }
};

}  // namespace taper::fvcore

// MMEngine, mmengine.optim.scheduler (counted in iterations) 0.10.7
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

// PyTorch-Ignite, ignite.handlers.param_scheduler (on Events.ITERATION_STARTED) 0.5.5
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

// pytorch_optimizer, pytorch_optimizer.lr_scheduler (stepped after the optimizer) 4.1.0
namespace taper::pytorch_optimizer {

/// pytorch_optimizer.REXScheduler: REX decay.
struct rex {
  std::optional<amount_argument> total_steps{};  ///< steps of the run; the run length unless given
  double max_lr = 1;  ///< highest rate
  double min_lr = 0;  ///< lowest rate

  static constexpr std::string_view dotted_name = "pytorch_optimizer.REXScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("total_steps", total_steps), with("max_lr", max_lr), with("min_lr", min_lr);
  }
};

/// pytorch_optimizer.LinearScheduler: warmup, linear decay.
struct linear {
  std::optional<amount_argument> t_max{};  ///< steps of the run, warmup included; the run length unless given
  required_argument<double> max_lr{};  ///< required; highest rate
  double min_lr = 0;  ///< lowest rate
  double init_lr = 0;  ///< rate at the rise's start
  amount_argument warmup_steps = 0;  ///< steps of the rise

  static constexpr std::string_view dotted_name = "pytorch_optimizer.LinearScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("t_max", t_max), with("max_lr", max_lr), with("min_lr", min_lr), with("init_lr", init_lr),
    with("warmup_steps", warmup_steps);
  }
};

/// pytorch_optimizer.CosineScheduler: warmup, cosine decay.
struct cosine {
  std::optional<amount_argument> t_max{};  ///< steps of the run, warmup included; the run length unless given
  required_argument<double> max_lr{};  ///< required; highest rate
  double min_lr = 0;  ///< lowest rate
  double init_lr = 0;  ///< rate at the rise's start
  amount_argument warmup_steps = 0;  ///< steps of the rise

  static constexpr std::string_view dotted_name = "pytorch_optimizer.CosineScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("t_max", t_max), with("max_lr", max_lr), with("min_lr", min_lr), with("init_lr", init_lr),
    with("warmup_steps", warmup_steps);
  }
};

/// pytorch_optimizer.PolyScheduler: warmup, a growing power.
struct poly {
  double poly_order = 0.5;  ///< exponent
  std::optional<amount_argument> t_max{};  ///< steps of the run, warmup included; the run length unless given
  required_argument<double> max_lr{};  ///< required; highest rate
  double min_lr = 0;  ///< lowest rate
  double init_lr = 0;  ///< rate at the rise's start
  amount_argument warmup_steps = 0;  ///< steps of the rise

  static constexpr std::string_view dotted_name = "pytorch_optimizer.PolyScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("poly_order", poly_order), with("t_max", t_max), with("max_lr", max_lr), with("min_lr", min_lr),
    with("init_lr", init_lr), with("warmup_steps", warmup_steps);
  }
};

/// pytorch_optimizer.CosineAnnealingWarmupRestarts: cosine cycles, each with a warmup.
struct cosine_annealing_warmup_restarts {
  required_argument<amount_argument> first_cycle_steps{};  ///< required; steps of the first cycle, its rise included
  double cycle_mult = 1;  ///< each fall is this many times as long
  double max_lr = 0.0001;  ///< highest rate of the first cycle
  double min_lr = 1e-06;  ///< lowest rate
  amount_argument warmup_steps = 0;  ///< steps of the rise
  double gamma = 0.9;  ///< each cycle is this many times as high

  static constexpr std::string_view dotted_name = "pytorch_optimizer.CosineAnnealingWarmupRestarts";
  template <class F>
  void each_argument(F&& with) const {
    with("first_cycle_steps", first_cycle_steps), with("cycle_mult", cycle_mult), with("max_lr", max_lr),
    with("min_lr", min_lr), with("warmup_steps", warmup_steps), with("gamma", gamma);
  }
};

/// pytorch_optimizer.get_wsd_schedule: warmup, stable part, decay.
struct get_wsd_schedule {
  required_argument<amount_argument> num_warmup_steps{};  ///< required; steps of the rise, t / W
  required_argument<amount_argument> num_stable_steps{};  ///< required; steps at the base rate
  required_argument<amount_argument> num_decay_steps{};  ///< required; steps of the fall
  double min_lr_ratio = 0;  ///< factor after the fall, and cosine's floor
  double num_cycles = 0.5;  ///< waves of the cosine
  std::string cooldown_type = "1-sqrt";  ///< the fall

  static constexpr std::string_view dotted_name = "pytorch_optimizer.get_wsd_schedule";
  template <class F>
  void each_argument(F&& with) const {
    with("num_warmup_steps", num_warmup_steps), with("num_stable_steps", num_stable_steps),
    with("num_decay_steps", num_decay_steps), with("min_lr_ratio", min_lr_ratio), with("num_cycles", num_cycles),
    with("cooldown_type", cooldown_type);
  }
};

/// pytorch_optimizer.get_chebyshev_schedule: reciprocal Chebyshev nodes in fractal order.
struct get_chebyshev_schedule {
  std::optional<whole_argument> num_epochs{};  ///< steps of the run; the run length unless given

  static constexpr std::string_view dotted_name = "pytorch_optimizer.get_chebyshev_schedule";
  template <class F>
  void each_argument(F&& with) const {
    with("num_epochs", num_epochs);
  }
};

}  // namespace taper::pytorch_optimizer

// pytorch_warmup (with dampening()) 0.2.0
namespace taper::pytorch_warmup {

/// pytorch_warmup.LinearWarmup: linear warmup.
struct linear_warmup {
  required_argument<amount_argument> warmup_period{};  ///< required; time constant tau, in steps
  list_argument<library_part> lr_scheduler{};  ///< not given: none; the schedule that it multiplies, one of torch.*

  static constexpr std::string_view dotted_name = "pytorch_warmup.LinearWarmup";
  template <class F>
  void each_argument(F&& with) const {
    with("warmup_period", warmup_period), with("lr_scheduler", lr_scheduler);
  }
};

/// pytorch_warmup.ExponentialWarmup: exponential warmup.
struct exponential_warmup {
  required_argument<amount_argument> warmup_period{};  ///< required; time constant tau, in steps
  list_argument<library_part> lr_scheduler{};  ///< not given: none; the schedule that it multiplies, one of torch.*

  static constexpr std::string_view dotted_name = "pytorch_warmup.ExponentialWarmup";
  template <class F>
  void each_argument(F&& with) const {
    with("warmup_period", warmup_period), with("lr_scheduler", lr_scheduler);
  }
};

/// pytorch_warmup.UntunedLinearWarmup: linear warmup, its length from Adam's beta2.
struct untuned_linear_warmup {
  double beta2 = 0.999;  ///< beta2 of Adam or AdamW
  list_argument<library_part> lr_scheduler{};  ///< not given: none; the schedule that it multiplies, one of torch.*

  static constexpr std::string_view dotted_name = "pytorch_warmup.UntunedLinearWarmup";
  template <class F>
  void each_argument(F&& with) const {
    with("beta2", beta2), with("lr_scheduler", lr_scheduler);
  }
};

/// pytorch_warmup.UntunedExponentialWarmup: exponential warmup, its length from Adam's beta2.
struct untuned_exponential_warmup {
  double beta2 = 0.999;  ///< beta2 of Adam or AdamW
  list_argument<library_part> lr_scheduler{};  ///< not given: none; the schedule that it multiplies, one of torch.*

  static constexpr std::string_view dotted_name = "pytorch_warmup.UntunedExponentialWarmup";
  template <class F>
  void each_argument(F&& with) const {
    with("beta2", beta2), with("lr_scheduler", lr_scheduler);
  }
};

/// pytorch_warmup.RAdamWarmup: the warmup of RAdam.
struct radam_warmup {
  double beta2 = 0.999;  ///< beta2 of Adam or AdamW
  list_argument<library_part> lr_scheduler{};  ///< not given: none; the schedule that it multiplies, one of torch.*

  static constexpr std::string_view dotted_name = "pytorch_warmup.RAdamWarmup";
  template <class F>
  void each_argument(F&& with) const {
    with("beta2", beta2), with("lr_scheduler", lr_scheduler);
  }
};

}  // namespace taper::pytorch_warmup

// OLMo-core, olmo_core.optim.scheduler (in steps, as its trainer counts them) 3.0.0
namespace taper::olmo {

/// olmo.ConstantScheduler: constant.
struct constant {
  static constexpr std::string_view dotted_name = "olmo.ConstantScheduler";
  template <class F>
  void each_argument(F&& ) const {
  }
};

/// olmo.ConstantWithWarmup: warmup, then constant.
struct constant_with_warmup {
  std::optional<amount_argument> warmup{};  ///< steps of the rise
  std::optional<double> warmup_fraction{};  ///< or its fraction of the run; give one of the two
  double warmup_min_lr = 0;  ///< first rate of the warmup

  static constexpr std::string_view dotted_name = "olmo.ConstantWithWarmup";
  template <class F>
  void each_argument(F&& with) const {
    with("warmup", warmup), with("warmup_fraction", warmup_fraction), with("warmup_min_lr", warmup_min_lr);
  }
};

/// olmo.WSD: warmup, stable part, linear decay.
struct wsd {
  std::optional<amount_argument> warmup{};  ///< steps of the rise
  std::optional<double> warmup_fraction{};  ///< or its fraction of the run; give one of the two
  double warmup_min_lr = 0;  ///< first rate of the warmup
  std::optional<amount_argument> decay{};  ///< steps of the last fall
  std::optional<double> decay_fraction{};  ///< or its fraction of the run; 0.1 if neither is given
  double decay_min_lr = 0;  ///< last rate

  static constexpr std::string_view dotted_name = "olmo.WSD";
  template <class F>
  void each_argument(F&& with) const {
    with("warmup", warmup), with("warmup_fraction", warmup_fraction), with("warmup_min_lr", warmup_min_lr),
    with("decay", decay), with("decay_fraction", decay_fraction), with("decay_min_lr", decay_min_lr);
  }
};

/// olmo.PowerLR: warmup, power law, linear decay.
struct power {
  double b = -0.51;  ///< exponent, negative
  std::optional<amount_argument> warmup{};  ///< steps of the rise
  std::optional<double> warmup_fraction{};  ///< or its fraction of the run; give one of the two
  double warmup_min_lr = 0;  ///< first rate of the warmup
  std::optional<amount_argument> decay{};  ///< steps of the last fall
  std::optional<double> decay_fraction{};  ///< or its fraction of the run; 0.1 if neither is given
  double decay_min_lr = 0;  ///< last rate

  static constexpr std::string_view dotted_name = "olmo.PowerLR";
  template <class F>
  void each_argument(F&& with) const {
    with("b", b), with("warmup", warmup), with("warmup_fraction", warmup_fraction),
    with("warmup_min_lr", warmup_min_lr), with("decay", decay), with("decay_fraction", decay_fraction),
    with("decay_min_lr", decay_min_lr);
  }
};

/// olmo.LinearWithWarmup: warmup, linear decay.
struct linear_with_warmup {
  double alpha_f = 0.1;  ///< last factor
  std::optional<amount_argument> t_max{};  ///< total steps of the decay; the run length unless given
  std::optional<amount_argument> warmup{};  ///< steps of the rise
  std::optional<double> warmup_fraction{};  ///< or its fraction of the run; give one of the two
  double warmup_min_lr = 0;  ///< first rate of the warmup

  static constexpr std::string_view dotted_name = "olmo.LinearWithWarmup";
  template <class F>
  void each_argument(F&& with) const {
    with("alpha_f", alpha_f), with("t_max", t_max), with("warmup", warmup),
    with("warmup_fraction", warmup_fraction), with("warmup_min_lr", warmup_min_lr);
  }
};

/// olmo.InvSqrtWithWarmup: warmup, inverse square root decay.
struct inv_sqrt_with_warmup {
  double alpha_f = 0.1;  ///< last factor
  std::optional<amount_argument> warmup{};  ///< steps of the rise
  std::optional<double> warmup_fraction{};  ///< or its fraction of the run; give one of the two
  double warmup_min_lr = 0;  ///< first rate of the warmup

  static constexpr std::string_view dotted_name = "olmo.InvSqrtWithWarmup";
  template <class F>
  void each_argument(F&& with) const {
    with("alpha_f", alpha_f), with("warmup", warmup), with("warmup_fraction", warmup_fraction),
    with("warmup_min_lr", warmup_min_lr);
  }
};

/// olmo.CosWithWarmup: warmup, cosine decay.
struct cos_with_warmup {
  double alpha_f = 0.1;  ///< last factor
  std::optional<amount_argument> t_max{};  ///< total steps of the decay; the run length unless given
  std::optional<amount_argument> warmup{};  ///< steps of the rise
  std::optional<double> warmup_fraction{};  ///< or its fraction of the run; give one of the two
  double warmup_min_lr = 0;  ///< first rate of the warmup

  static constexpr std::string_view dotted_name = "olmo.CosWithWarmup";
  template <class F>
  void each_argument(F&& with) const {
    with("alpha_f", alpha_f), with("t_max", t_max), with("warmup", warmup),
    with("warmup_fraction", warmup_fraction), with("warmup_min_lr", warmup_min_lr);
  }
};

/// olmo.HalfCosWithWarmup: warmup, the second half of a cosine.
struct half_cos_with_warmup {
  double alpha_f = 0.1;  ///< last factor
  std::optional<amount_argument> t_max{};  ///< total steps of the decay; the run length unless given
  std::optional<amount_argument> warmup{};  ///< steps of the rise
  std::optional<double> warmup_fraction{};  ///< or its fraction of the run; give one of the two
  double warmup_min_lr = 0;  ///< first rate of the warmup

  static constexpr std::string_view dotted_name = "olmo.HalfCosWithWarmup";
  template <class F>
  void each_argument(F&& with) const {
    with("alpha_f", alpha_f), with("t_max", t_max), with("warmup", warmup),
    with("warmup_fraction", warmup_fraction), with("warmup_min_lr", warmup_min_lr);
  }
};

/// olmo.CosWithWarmupAndLinearDecay: warmup, cosine decay, then linear decay to the end.
struct cos_with_warmup_and_linear_decay {
  double alpha_f = 0.1;  ///< last factor
  std::optional<amount_argument> t_max{};  ///< total steps of the decay; the run length unless given
  std::optional<amount_argument> warmup{};  ///< steps of the rise
  std::optional<double> warmup_fraction{};  ///< or its fraction of the run; give one of the two
  double warmup_min_lr = 0;  ///< first rate of the warmup
  std::optional<amount_argument> decay{};  ///< steps of the last fall
  std::optional<double> decay_fraction{};  ///< or its fraction of the run; 0.1 if neither is given
  double decay_min_lr = 0;  ///< last rate

  static constexpr std::string_view dotted_name = "olmo.CosWithWarmupAndLinearDecay";
  template <class F>
  void each_argument(F&& with) const {
    with("alpha_f", alpha_f), with("t_max", t_max), with("warmup", warmup),
    with("warmup_fraction", warmup_fraction), with("warmup_min_lr", warmup_min_lr), with("decay", decay),
    with("decay_fraction", decay_fraction), with("decay_min_lr", decay_min_lr);
  }
};

/// olmo.WSDS: several periods, each with a decay.
struct wsds {
  list_argument<amount_argument> period_lengths{};  ///< required; steps of each period
  list_argument<double> period_lr_multipliers{};  ///< not given: none; height of each; 1 unless given
  std::optional<amount_argument> warmup{};  ///< steps of the rise
  std::optional<double> warmup_fraction{};  ///< or its fraction of the run; give one of the two
  double warmup_min_lr = 0;  ///< first rate of the warmup
  std::optional<amount_argument> decay{};  ///< steps of the last fall
  std::optional<double> decay_fraction{};  ///< or its fraction of each period; give one of the two
  double decay_min_lr = 0;  ///< last rate

  static constexpr std::string_view dotted_name = "olmo.WSDS";
  template <class F>
  void each_argument(F&& with) const {
    with("period_lengths", period_lengths), with("period_lr_multipliers", period_lr_multipliers),
    with("warmup", warmup), with("warmup_fraction", warmup_fraction), with("warmup_min_lr", warmup_min_lr),
    with("decay", decay), with("decay_fraction", decay_fraction), with("decay_min_lr", decay_min_lr);
  }
};

/// olmo.ExponentialScheduler: a range finder.
struct exponential {
  double lr_min = 1e-09;  ///< first rate

  static constexpr std::string_view dotted_name = "olmo.ExponentialScheduler";
  template <class F>
  void each_argument(F&& with) const {
    with("lr_min", lr_min);
  }
};

}  // namespace taper::olmo

// MLX, mlx.optimizers.schedulers 0.32.4
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

// LibTorch (C++), torch::optim::StepLR 1.13.1
namespace taper::libtorch {

/// libtorch.StepLR: a drop every step_size steps, one step late.
struct step {
  required_argument<amount_argument> step_size{};  ///< required; steps between two drops
  double gamma = 0.1;  ///< factor of a drop

  static constexpr std::string_view dotted_name = "libtorch.StepLR";
  template <class F>
  void each_argument(F&& with) const {
    with("step_size", step_size), with("gamma", gamma);
  }
};

}  // namespace taper::libtorch

// Caffe, lr_policy 1.0
namespace taper::caffe {

/// caffe.fixed: constant.
struct fixed {
  static constexpr std::string_view dotted_name = "caffe.fixed";
  template <class F>
  void each_argument(F&& ) const {
  }
};

/// caffe.step: a drop every stepsize iterations.
struct step {
  required_argument<double> gamma{};  ///< required; factor, or rate of the change
  required_argument<amount_argument> stepsize{};  ///< required; iterations between two drops

  static constexpr std::string_view dotted_name = "caffe.step";
  template <class F>
  void each_argument(F&& with) const {
    with("gamma", gamma), with("stepsize", stepsize);
  }
};

/// caffe.exp: exponential decay, a factor per iteration.
struct exp {
  required_argument<double> gamma{};  ///< required; factor, or rate of the change

  static constexpr std::string_view dotted_name = "caffe.exp";
  template <class F>
  void each_argument(F&& with) const {
    with("gamma", gamma);
  }
};

/// caffe.inv: inverse time decay to a power.
struct inv {
  required_argument<double> gamma{};  ///< required; factor, or rate of the change
  required_argument<double> power{};  ///< required; exponent

  static constexpr std::string_view dotted_name = "caffe.inv";
  template <class F>
  void each_argument(F&& with) const {
    with("gamma", gamma), with("power", power);
  }
};

/// caffe.multistep: drops at milestones.
struct multistep {
  required_argument<double> gamma{};  ///< required; factor, or rate of the change
  list_argument<amount_argument> stepvalue{};  ///< required; iterations of the drops, ascending

  static constexpr std::string_view dotted_name = "caffe.multistep";
  template <class F>
  void each_argument(F&& with) const {
    with("gamma", gamma), with("stepvalue", stepvalue);
  }
};

/// caffe.poly: polynomial decay.
struct poly {
  required_argument<double> power{};  ///< required; exponent
  std::optional<amount_argument> max_iter{};  ///< iterations of the run; the run length unless given

  static constexpr std::string_view dotted_name = "caffe.poly";
  template <class F>
  void each_argument(F&& with) const {
    with("power", power), with("max_iter", max_iter);
  }
};

/// caffe.sigmoid: logistic.
struct sigmoid {
  required_argument<double> gamma{};  ///< required; steepness; the rate falls if negative
  required_argument<double> stepsize{};  ///< required; iteration at which half of the rate is reached

  static constexpr std::string_view dotted_name = "caffe.sigmoid";
  template <class F>
  void each_argument(F&& with) const {
    with("gamma", gamma), with("stepsize", stepsize);
  }
};

}  // namespace taper::caffe

// epfml/schedules-and-scaling, src/optim/utils.py ce6b405
namespace taper::epfml {

/// epfml.wsd: warmup, hold, decay with one of six shapes.
struct wsd {
  std::optional<amount_argument> n_iterations{};  ///< steps of the run; the run length unless given
  double final_lr_factor = 0;  ///< factor at the end
  amount_argument n_warmup = 1000;  ///< steps of the rise
  double init_div_factor = 100;  ///< 1 divided by the first factor
  double fract_decay = 0.1;  ///< fraction of the run that falls
  std::string decay_type = "linear";  ///< the fall

  static constexpr std::string_view dotted_name = "epfml.wsd";
  template <class F>
  void each_argument(F&& with) const {
    with("n_iterations", n_iterations), with("final_lr_factor", final_lr_factor), with("n_warmup", n_warmup),
    with("init_div_factor", init_div_factor), with("fract_decay", fract_decay), with("decay_type", decay_type);
  }
};

/// epfml.cos_inf: warmup, cosine decay, then constant.
struct cos_inf {
  std::optional<amount_argument> n_iterations{};  ///< steps of the run; the run length unless given
  required_argument<amount_argument> n_warmup{};  ///< required; steps of the rise
  double div_factor = 100;  ///< 1 divided by the first factor
  double final_div_factor = 0.1;  ///< first factor divided by the last
  required_argument<amount_argument> n_inf{};  ///< required; steps at the last rate

  static constexpr std::string_view dotted_name = "epfml.cos_inf";
  template <class F>
  void each_argument(F&& with) const {
    with("n_iterations", n_iterations), with("n_warmup", n_warmup), with("div_factor", div_factor),
    with("final_div_factor", final_div_factor), with("n_inf", n_inf);
  }
};

}  // namespace taper::epfml

// burn, burn::lr_scheduler::noam 047c646
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

// ParameterSchedulers.jl (Flux), cyclic schedules 0906046
namespace taper::flux {

/// flux.Triangle: triangular cycles.
struct triangle {
  required_argument<double> range0{};  ///< required; first end of the range
  required_argument<double> range1{};  ///< required; second end of the range
  required_argument<amount_argument> period{};  ///< required; steps of one wave

  static constexpr std::string_view dotted_name = "flux.Triangle";
  template <class F>
  void each_argument(F&& with) const {
    with("range0", range0), with("range1", range1), with("period", period);
  }
};

/// flux.TriangleDecay2: triangular cycles, each half as high.
struct triangle_decay2 {
  required_argument<double> range0{};  ///< required; first end of the range
  required_argument<double> range1{};  ///< required; second end of the range
  required_argument<amount_argument> period{};  ///< required; steps of one wave

  static constexpr std::string_view dotted_name = "flux.TriangleDecay2";
  template <class F>
  void each_argument(F&& with) const {
    with("range0", range0), with("range1", range1), with("period", period);
  }
};

/// flux.TriangleExp: triangular cycles that shrink.
struct triangle_exp {
  required_argument<double> range0{};  ///< required; first end of the range
  required_argument<double> range1{};  ///< required; second end of the range
  required_argument<amount_argument> period{};  ///< required; steps of one wave
  required_argument<double> decay{};  ///< required; factor of every step

  static constexpr std::string_view dotted_name = "flux.TriangleExp";
  template <class F>
  void each_argument(F&& with) const {
    with("range0", range0), with("range1", range1), with("period", period), with("decay", decay);
  }
};

/// flux.Sin: half-sine cycles.
struct sin {
  required_argument<double> range0{};  ///< required; first end of the range
  required_argument<double> range1{};  ///< required; second end of the range
  required_argument<amount_argument> period{};  ///< required; steps of one wave

  static constexpr std::string_view dotted_name = "flux.Sin";
  template <class F>
  void each_argument(F&& with) const {
    with("range0", range0), with("range1", range1), with("period", period);
  }
};

/// flux.SinDecay2: half-sine cycles, each half as high.
struct sin_decay2 {
  required_argument<double> range0{};  ///< required; first end of the range
  required_argument<double> range1{};  ///< required; second end of the range
  required_argument<amount_argument> period{};  ///< required; steps of one wave

  static constexpr std::string_view dotted_name = "flux.SinDecay2";
  template <class F>
  void each_argument(F&& with) const {
    with("range0", range0), with("range1", range1), with("period", period);
  }
};

/// flux.SinExp: half-sine cycles that shrink.
struct sin_exp {
  required_argument<double> range0{};  ///< required; first end of the range
  required_argument<double> range1{};  ///< required; second end of the range
  required_argument<amount_argument> period{};  ///< required; steps of one wave
  required_argument<double> decay{};  ///< required; factor of every step

  static constexpr std::string_view dotted_name = "flux.SinExp";
  template <class F>
  void each_argument(F&& with) const {
    with("range0", range0), with("range1", range1), with("period", period), with("decay", decay);
  }
};

}  // namespace taper::flux
// clang-format on
