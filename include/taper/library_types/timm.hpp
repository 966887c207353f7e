// Schedules of timm, timm.scheduler (counted in updates) 1.0.31 as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "taper/library_shape.hpp"

// clang-format off
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
// clang-format on
