// Schedules of Composer (mosaicml), composer.optim.scheduler 0.32.1 as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <string>
#include <string_view>

#include "taper/library_shape.hpp"

// clang-format off
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
// clang-format on
