// Schedules of OLMo-core, olmo_core.optim.scheduler (in steps, as its trainer counts them) 3.0.0 as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "taper/library_shape.hpp"

// clang-format off
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
// clang-format on
