// Schedules of pytorch_optimizer, pytorch_optimizer.lr_scheduler (stepped after the optimizer) 4.1.0 as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "taper/library_shape.hpp"

// clang-format off
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
// clang-format on
