// Schedules of LibTorch (C++), torch::optim::StepLR 1.13.1 as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <string>
#include <string_view>

#include "taper/library_shape.hpp"

// clang-format off
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
// clang-format on
