// Schedules of Hugging Face transformers, get_scheduler 5.23.0 as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "taper/library_shape.hpp"

// clang-format off
namespace taper::hf {

/// hf.constant: constant at the base rate.
struct constant {
  static constexpr std::string_view dotted_name = "hf.constant";
  template <class F>
  void each_argument(F&& ) const {
  }
};

/// hf.constant_with_warmup: warmup, then constant.
struct constant_with_warmup {
  required_argument<amount_argument> num_warmup_steps{};  ///< required; steps of the rise from 0

  static constexpr std::string_view dotted_name = "hf.constant_with_warmup";
  template <class F>
  void each_argument(F&& with) const {
    with("num_warmup_steps", num_warmup_steps);
  }
};

/// hf.linear: warmup, linear decay to 0.
struct linear {
  required_argument<amount_argument> num_warmup_steps{};  ///< required; steps of the rise from 0
  required_argument<amount_argument> num_training_steps{};  ///< required; steps of the run

  static constexpr std::string_view dotted_name = "hf.linear";
  template <class F>
  void each_argument(F&& with) const {
    with("num_warmup_steps", num_warmup_steps), with("num_training_steps", num_training_steps);
  }
};

/// hf.cosine: warmup, cosine decay.
struct cosine {
  required_argument<amount_argument> num_warmup_steps{};  ///< required; steps of the rise from 0
  required_argument<amount_argument> num_training_steps{};  ///< required; steps of the run
  double num_cycles = 0.5;  ///< number of waves; 0.5 is one decay

  static constexpr std::string_view dotted_name = "hf.cosine";
  template <class F>
  void each_argument(F&& with) const {
    with("num_warmup_steps", num_warmup_steps), with("num_training_steps", num_training_steps),
    with("num_cycles", num_cycles);
  }
};

/// hf.cosine_with_restarts: warmup, cosine cycles.
struct cosine_with_restarts {
  required_argument<amount_argument> num_warmup_steps{};  ///< required; steps of the rise from 0
  required_argument<amount_argument> num_training_steps{};  ///< required; steps of the run
  whole_argument num_cycles = 1;  ///< cycles, of equal length

  static constexpr std::string_view dotted_name = "hf.cosine_with_restarts";
  template <class F>
  void each_argument(F&& with) const {
    with("num_warmup_steps", num_warmup_steps), with("num_training_steps", num_training_steps),
    with("num_cycles", num_cycles);
  }
};

/// hf.polynomial: warmup, polynomial decay.
struct polynomial {
  required_argument<amount_argument> num_warmup_steps{};  ///< required; steps of the rise from 0
  required_argument<amount_argument> num_training_steps{};  ///< required; steps of the run
  double lr_end = 1e-07;  ///< last rate, absolute
  double power = 1;  ///< exponent

  static constexpr std::string_view dotted_name = "hf.polynomial";
  template <class F>
  void each_argument(F&& with) const {
    with("num_warmup_steps", num_warmup_steps), with("num_training_steps", num_training_steps),
    with("lr_end", lr_end), with("power", power);
  }
};

/// hf.inverse_sqrt: warmup, inverse square root decay.
struct inverse_sqrt {
  required_argument<amount_argument> num_warmup_steps{};  ///< required; steps of the rise from 0
  std::optional<amount_argument> timescale{};  ///< steps until 71 % of the peak; the warmup unless given, else 10000

  static constexpr std::string_view dotted_name = "hf.inverse_sqrt";
  template <class F>
  void each_argument(F&& with) const {
    with("num_warmup_steps", num_warmup_steps), with("timescale", timescale);
  }
};

/// hf.cosine_with_min_lr: warmup, cosine decay to a floor.
struct cosine_with_min_lr {
  required_argument<amount_argument> num_warmup_steps{};  ///< required; steps of the rise from 0
  required_argument<amount_argument> num_training_steps{};  ///< required; steps of the run
  double num_cycles = 0.5;  ///< number of waves; 0.5 is one decay
  std::optional<double> min_lr{};  ///< lowest rate, absolute; or min_lr_rate
  std::optional<double> min_lr_rate{};  ///< lowest rate as a fraction of the base rate

  static constexpr std::string_view dotted_name = "hf.cosine_with_min_lr";
  template <class F>
  void each_argument(F&& with) const {
    with("num_warmup_steps", num_warmup_steps), with("num_training_steps", num_training_steps),
    with("num_cycles", num_cycles), with("min_lr", min_lr), with("min_lr_rate", min_lr_rate);
  }
};

/// hf.cosine_warmup_with_min_lr: warmup from (t+1)/W, cosine decay counted from 1.
struct cosine_warmup_with_min_lr {
  required_argument<amount_argument> num_warmup_steps{};  ///< required; steps of the rise from 0
  required_argument<amount_argument> num_training_steps{};  ///< required; steps of the run
  double num_cycles = 0.5;  ///< number of waves; 0.5 is one decay
  std::optional<double> min_lr{};  ///< lowest rate, absolute; or min_lr_rate
  std::optional<double> min_lr_rate{};  ///< lowest rate as a fraction of the base rate
  std::optional<double> warmup_lr_rate{};  ///< first rate as a fraction of the base rate; otherwise (t+1)/W

  static constexpr std::string_view dotted_name = "hf.cosine_warmup_with_min_lr";
  template <class F>
  void each_argument(F&& with) const {
    with("num_warmup_steps", num_warmup_steps), with("num_training_steps", num_training_steps),
    with("num_cycles", num_cycles), with("min_lr", min_lr), with("min_lr_rate", min_lr_rate),
    with("warmup_lr_rate", warmup_lr_rate);
  }
};

/// hf.warmup_stable_decay: warmup, hold, decay.
struct warmup_stable_decay {
  required_argument<amount_argument> num_warmup_steps{};  ///< required; steps of the rise from 0
  required_argument<amount_argument> num_decay_steps{};  ///< required; steps of the fall
  std::optional<amount_argument> num_training_steps{};  ///< steps of the run, unless num_stable_steps is given
  std::optional<amount_argument> num_stable_steps{};  ///< steps at the base rate
  std::string warmup_type = "linear";  ///< shape of the rise
  std::string decay_type = "cosine";  ///< shape of the fall
  double min_lr_ratio = 0;  ///< first and last rate as a fraction of the base rate
  double num_cycles = 0.5;  ///< number of waves; 0.5 is one decay

  static constexpr std::string_view dotted_name = "hf.warmup_stable_decay";
  template <class F>
  void each_argument(F&& with) const {
    with("num_warmup_steps", num_warmup_steps), with("num_decay_steps", num_decay_steps),
    with("num_training_steps", num_training_steps), with("num_stable_steps", num_stable_steps),
    with("warmup_type", warmup_type), with("decay_type", decay_type), with("min_lr_ratio", min_lr_ratio),
    with("num_cycles", num_cycles);
  }
};

}  // namespace taper::hf
// clang-format on
