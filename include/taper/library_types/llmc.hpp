// Schedules of llm.c, llmc/schedulers.h commit 4b5fecc as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "taper/library_shape.hpp"

// clang-format off
namespace taper::llmc {

/// llmc.cosine: warmup, cosine decay.
struct cosine {
  double learning_rate = 0.0003;  ///< highest rate
  amount_argument warmup_iterations = 0;  ///< steps of the rise, (t + 1) / W
  std::optional<amount_argument> train_num_batches{};  ///< steps of the run; the run length unless given
  double final_learning_rate_frac = 0;  ///< last rate as a fraction of the highest

  static constexpr std::string_view dotted_name = "llmc.cosine";
  template <class F>
  void each_argument(F&& with) const {
    with("learning_rate", learning_rate), with("warmup_iterations", warmup_iterations),
    with("train_num_batches", train_num_batches), with("final_learning_rate_frac", final_learning_rate_frac);
  }
};

/// llmc.linear: warmup, linear decay.
struct linear {
  double learning_rate = 0.0003;  ///< highest rate
  amount_argument warmup_iterations = 0;  ///< steps of the rise, (t + 1) / W
  std::optional<amount_argument> train_num_batches{};  ///< steps of the run; the run length unless given
  double final_learning_rate_frac = 0;  ///< last rate as a fraction of the highest

  static constexpr std::string_view dotted_name = "llmc.linear";
  template <class F>
  void each_argument(F&& with) const {
    with("learning_rate", learning_rate), with("warmup_iterations", warmup_iterations),
    with("train_num_batches", train_num_batches), with("final_learning_rate_frac", final_learning_rate_frac);
  }
};

/// llmc.constant: constant.
struct constant {
  double learning_rate = 0.0003;  ///< highest rate
  amount_argument warmup_iterations = 0;  ///< steps of the rise, (t + 1) / W
  std::optional<amount_argument> train_num_batches{};  ///< steps of the run; the run length unless given
  double final_learning_rate_frac = 0;  ///< last rate as a fraction of the highest

  static constexpr std::string_view dotted_name = "llmc.constant";
  template <class F>
  void each_argument(F&& with) const {
    with("learning_rate", learning_rate), with("warmup_iterations", warmup_iterations),
    with("train_num_batches", train_num_batches), with("final_learning_rate_frac", final_learning_rate_frac);
  }
};

/// llmc.wsd: warmup, hold, 1 - sqrt over the last fifth.
struct wsd {
  double learning_rate = 0.0003;  ///< highest rate
  amount_argument warmup_iterations = 0;  ///< steps of the rise, (t + 1) / W
  std::optional<amount_argument> train_num_batches{};  ///< steps of the run; the run length unless given
  double final_learning_rate_frac = 0;  ///< last rate as a fraction of the highest

  static constexpr std::string_view dotted_name = "llmc.wsd";
  template <class F>
  void each_argument(F&& with) const {
    with("learning_rate", learning_rate), with("warmup_iterations", warmup_iterations),
    with("train_num_batches", train_num_batches), with("final_learning_rate_frac", final_learning_rate_frac);
  }
};

}  // namespace taper::llmc
// clang-format on
