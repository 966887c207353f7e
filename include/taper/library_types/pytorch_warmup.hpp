// Schedules of pytorch_warmup (with dampening()) 0.2.0 as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <string>
#include <string_view>

#include "taper/library_shape.hpp"

// clang-format off
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
// clang-format on
