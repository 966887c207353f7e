// Schedules of Keras 3, keras.optimizers.schedules 3.15.1 (jax 0.10.2 backend) as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "taper/library_shape.hpp"

// clang-format off
namespace taper::keras {

/// keras.ExponentialDecay: exponential decay, a factor per T steps.
struct exponential_decay {
  required_argument<double> initial_learning_rate{};  ///< required; first rate
  required_argument<amount_argument> decay_steps{};  ///< required; steps of the fall, or of one factor
  required_argument<double> decay_rate{};  ///< required; the factor
  bool staircase = false;  ///< round t / decay_steps down

  static constexpr std::string_view dotted_name = "keras.ExponentialDecay";
  template <class F>
  void each_argument(F&& with) const {
    with("initial_learning_rate", initial_learning_rate), with("decay_steps", decay_steps),
    with("decay_rate", decay_rate), with("staircase", staircase);
  }
};

/// keras.PiecewiseConstantDecay: values between boundaries.
struct piecewise_constant_decay {
  list_argument<amount_argument> boundaries{};  ///< required; the last step of each value except the last
  list_argument<double> values{};  ///< required; one more than boundaries

  static constexpr std::string_view dotted_name = "keras.PiecewiseConstantDecay";
  template <class F>
  void each_argument(F&& with) const {
    with("boundaries", boundaries), with("values", values);
  }
};

/// keras.PolynomialDecay: polynomial decay.
struct polynomial_decay {
  required_argument<double> initial_learning_rate{};  ///< required; first rate
  required_argument<amount_argument> decay_steps{};  ///< required; steps of the fall, or of one factor
  double end_learning_rate = 0.0001;  ///< last rate
  double power = 1;  ///< exponent
  bool cycle = false;  ///< stretch the fall by whole multiples instead of staying at the end

  static constexpr std::string_view dotted_name = "keras.PolynomialDecay";
  template <class F>
  void each_argument(F&& with) const {
    with("initial_learning_rate", initial_learning_rate), with("decay_steps", decay_steps),
    with("end_learning_rate", end_learning_rate), with("power", power), with("cycle", cycle);
  }
};

/// keras.InverseTimeDecay: inverse time decay.
struct inverse_time_decay {
  required_argument<double> initial_learning_rate{};  ///< required; first rate
  required_argument<amount_argument> decay_steps{};  ///< required; steps of the fall, or of one factor
  required_argument<double> decay_rate{};  ///< required; the factor
  bool staircase = false;  ///< round t / decay_steps down

  static constexpr std::string_view dotted_name = "keras.InverseTimeDecay";
  template <class F>
  void each_argument(F&& with) const {
    with("initial_learning_rate", initial_learning_rate), with("decay_steps", decay_steps),
    with("decay_rate", decay_rate), with("staircase", staircase);
  }
};

/// keras.CosineDecay: warmup, cosine decay.
struct cosine_decay {
  required_argument<double> initial_learning_rate{};  ///< required; first rate
  required_argument<amount_argument> decay_steps{};  ///< required; steps of the fall, or of one factor
  double alpha = 0;  ///< last rate as a fraction of the one it falls from
  std::optional<double> warmup_target{};  ///< highest rate; without it there is no warmup
  amount_argument warmup_steps = 0;  ///< steps of the rise from initial_learning_rate

  static constexpr std::string_view dotted_name = "keras.CosineDecay";
  template <class F>
  void each_argument(F&& with) const {
    with("initial_learning_rate", initial_learning_rate), with("decay_steps", decay_steps), with("alpha", alpha),
    with("warmup_target", warmup_target), with("warmup_steps", warmup_steps);
  }
};

/// keras.CosineDecayRestarts: cosine decay with warm restarts.
struct cosine_decay_restarts {
  required_argument<double> initial_learning_rate{};  ///< required; first rate
  required_argument<amount_argument> first_decay_steps{};  ///< required; steps of the first cycle
  double t_mul = 2;  ///< each cycle is this many times as long as the one before
  double m_mul = 1;  ///< each cycle is this many times as high
  double alpha = 0;  ///< lowest rate as a fraction of the first

  static constexpr std::string_view dotted_name = "keras.CosineDecayRestarts";
  template <class F>
  void each_argument(F&& with) const {
    with("initial_learning_rate", initial_learning_rate), with("first_decay_steps", first_decay_steps),
    with("t_mul", t_mul), with("m_mul", m_mul), with("alpha", alpha);
  }
};

}  // namespace taper::keras
// clang-format on
