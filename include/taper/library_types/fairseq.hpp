// Schedules of fairseq, --lr-scheduler 0.12.2 as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "taper/library_shape.hpp"

// clang-format off
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
// clang-format on
