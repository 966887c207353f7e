// Schedules of Caffe, lr_policy 1.0 as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "taper/library_shape.hpp"

// clang-format off
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
// clang-format on
