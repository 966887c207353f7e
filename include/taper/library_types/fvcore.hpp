// Schedules of fvcore, fvcore.common.param_scheduler (as in detectron2: w = t / T) 0.1.5.post20221221 as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "taper/library_shape.hpp"

// clang-format off
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
// clang-format on
