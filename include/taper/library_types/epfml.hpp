// Schedules of epfml/schedules-and-scaling, src/optim/utils.py ce6b405 as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "taper/library_shape.hpp"

// clang-format off
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
// clang-format on
