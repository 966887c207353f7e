// An online controller: follows a planned acceptance trajectory with the measured loss changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "taper/result.hpp"
#include "taper/theory/quadratic.hpp"

namespace taper {

/// How delta(t), the change of the loss per step, is estimated from the losses so far.
enum class change_estimate {
  windowed_maximum,  ///< largest |change| of the window: the delta of the paper; a spike counts for a whole window
  quantile,          ///< a high quantile of the window: a few spikes do not count
  moving_average,    ///< exponential moving average of |change|, time constant = window
};

struct controller_options {
  change_estimate by = change_estimate::quantile;
  std::size_t window = 100;     ///< steps
  double quantile = 0.9;        ///< of change_estimate::quantile, in (0, 1)
  double reference_change = 0;  ///< delta for which the plan was made; 0: measured in the first full window
  double slowest = 0.5;         ///< lowest pace; 0 < slowest <= 1
  double fastest = 2.0;         ///< highest pace; fastest >= 1
};

/// Advances the inverse temperature theta = 1 / rate so that the acceptance exp(-delta theta) falls as planned:
///
///   theta(t+1) = theta(t) - ln beta(t) / delta(t),   beta(t) = Phi*(t+1) / Phi*(t)
///              = theta(t) + pace(t) (theta*(t+1) - theta*(t)),   pace = delta_0 / delta(t) within [slowest, fastest]
///   Phi*(t)    = exp(-delta_0 theta*(t))
///
/// theta* = 1 / plan. Small loss changes anneal faster, large ones slower. Because the pace is bounded, theta - 1 stays
/// between slowest and fastest times that of the plan: the rate is between two members of the gain family of the plan,
///   plan / (plan + fastest (1 - plan))  <=  rate  <=  plan / (plan + slowest (1 - plan)),
/// for any losses; a spike, a NaN or a frozen loss cannot collapse it. A constant pace c gives the gain family.
///
/// The state is small and can be saved as text at any step. Not thread-safe (use one controller per run).
///
/// Source   Annealing via Window Functions, future work; Phi(t+1) >= beta(t) Phi(t). Bounds and estimates are ours.
class annealing_controller {
 public:
  /// plan(t): the planned rate relative to its peak, in (0, 1], falling;
  /// 0 only at the end (the rate is 0 from there on).
  static result<annealing_controller> make(std::function<double(std::uint64_t)> plan,
                                           const controller_options& options = {});
  /// The controller as it was when save() was called; `plan` and `options` must be the same as then.
  static result<annealing_controller> restore(std::string_view saved, std::function<double(std::uint64_t)> plan,
                                              const controller_options& options = {});

  /// The rate of the current step, relative to the peak.
  double rate() const;
  /// Takes the loss of the current step and advances to the next. A loss that is not finite changes no estimate.
  void observe(double loss);

  std::uint64_t step() const { return step_; }
  double pace() const { return pace_; }                   ///< of the last step taken
  double change() const;                                  ///< the current estimate of delta; 0 before the second loss
  double reference_change() const { return reference_; }  ///< delta_0; 0 while it is still being measured

  /// One line of text that restore() reads back exactly.
  std::string save() const;

 private:
  annealing_controller(std::function<double(std::uint64_t)> plan, const controller_options& options);
  void remember(double change);

  std::function<double(std::uint64_t)> plan_;
  controller_options options_;
  std::uint64_t step_ = 0;
  double theta_ = 1;          // 1 / rate; infinite once the plan has reached zero
  double planned_theta_ = 1;  // 1 / plan at the present step
  double pace_ = 1;
  double reference_ = 0;
  double average_ = 0;  // moving average of |change|
  double last_loss_ = 0;
  std::uint64_t losses_seen_ = 0, changes_seen_ = 0;
  std::vector<double> window_;  // the last changes, a ring whose next place is changes_seen_ mod window
};

/// Runs the controller and the fixed plan on a noisy quadratic, with the same starts and noise.
///
/// Loss changes become smaller during the run, so the controller mostly uses its fastest pace: with SGD, 300 directions
/// and a linear plan it ends 15 % lower at twice the best peak, 5 % lower at the best peak and 15 % higher at a third
/// of it. It corrects a peak that is too high but gives no general improvement.
struct controller_trial {
  double fixed_loss = 0, controlled_loss = 0;  ///< mean final loss over the runs
  double standard_error = 0;                   ///< of the difference
  std::vector<double> rates;                   ///< relative rates of the last controlled run
};
struct trial_options {
  std::size_t steps = 1000;
  std::size_t runs = 20;
  double peak = 0.1;
  std::uint64_t seed = 1;
};
/// Simulates SGD or heavy ball with Gaussian noise on every direction of the setting; the controller sees each step's
/// loss plus the noise of one minibatch (a relative error of 10 %).
result<controller_trial> try_controller(const quadratic_setting& setting,
                                        const std::function<double(std::uint64_t)>& plan,
                                        const controller_options& options, const trial_options& trial);

}  // namespace taper
