// First-order dynamics of a bound schedule: odds of decay, time-normalized rate, steepness, acceptance, step by step.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "taper/rule.hpp"
#include "taper/schedule.hpp"

namespace taper {

/// The clock of the dynamics: that of the fall (s = T_f x) or that of the run (t relative to tau).
enum class judged_clock : unsigned char { fall, whole_run };

/// Options of a check, with the defaults of the rule.
struct check_options {
  double slack = 1.0;              ///< early: z <= slack, that is phi >= 1 / (1 + slack); paper: 1
  double steepness_max = 5.37;     ///< middle: S at most this; ours: S of poly(i=10), the edge of its published range
  double steepness_smooth = 3.02;  ///< middle: favorable up to here; ours: S of sigmoid(i=6, b=e), its published edge
  double delta = 1.0;              ///< largest change of the loss in one iteration, unit of the loss
  judged_clock clock = judged_clock::fall;
};

/// The window of one fall including the floor: w = l + (1 - l) phi, or the rates over the peak if no window is known.
///
/// If only the rates of a fall are known, w is interpolated linearly between its steps.
struct fall_view {
  any_window::kernel_type kernel;
  double floor = 0.0;                                ///< l, as a fraction of the peak
  timeline line;                                     ///< the position of the steps of the fall
  std::uint64_t begin = 0;                           ///< global step of the timeline's step 0
  std::uint64_t total = 0;                           ///< steps of the whole run
  bool may_rise = false;                             ///< a table or rates, whose odds need not rise
  std::shared_ptr<const step_rule> rates = nullptr;  ///< set where only the rates are known
  double top = 1.0;                                  ///< the rate at which the fall begins, where rates are set
  std::optional<kronecker_order> order = {};         ///< the order of a sorted Kronecker sequence

  [[nodiscard]] double window(phase p) const noexcept {
    return rates ? between(p) : floor + (1.0 - floor) * kernel.value(p);
  }
  /// 1 - w, without cancellation if a window is known.
  [[nodiscard]] double lost(phase p) const noexcept {
    return rates ? 1.0 - between(p) : (1.0 - floor) * kernel.complement(p);
  }
  /// z = (1 - w) / w, the odds of decay; infinite where w = 0.
  [[nodiscard]] double odds(phase p) const noexcept { return lost(p) / window(p); }
  /// kappa = x (1 - x) (-w') / (w (1 - w)): the slope of logit w against that of linear decay, which is 1.
  /// None at an end of the window.
  [[nodiscard]] std::optional<double> kappa(phase p) const noexcept;

  /// The phase of local step t of the fall (s > 0).
  [[nodiscard]] phase at(std::uint64_t t) const noexcept;
  /// s = T_f x of local step t.
  [[nodiscard]] double time_at(std::uint64_t t) const noexcept {
    return order ? at(t).x * line.fall_length() : line.elapsed(t);
  }
  /// Window and odds at local step t of the fall, from the rate of the step if only rates are known.
  [[nodiscard]] double window_at(std::uint64_t t) const noexcept;
  [[nodiscard]] double odds_at(std::uint64_t t) const noexcept;
  /// S at local time s: the drop of w over the h = max(1, T_f / 50) steps that end there, relative to linear decay.
  [[nodiscard]] double steepness(double s) const noexcept;
  /// The phase at local time s, clipped to the fall.
  [[nodiscard]] phase phase_of(double s) const noexcept;

 private:
  [[nodiscard]] double between(phase p) const noexcept;
};

/// One row of `taper dynamics`. Rates have the unit of the peak, gamma and gamma_bar are per step, the rest are pure.
struct dynamics_row {
  std::uint64_t step = 0;
  double x = 0.0;
  double window = 0.0;  ///< w = lr / peak
  double lr = 0.0;
  double theta = 0.0;               ///< 1 / w, infinite at w = 0
  double z = 0.0;                   ///< theta - 1
  std::optional<double> gamma;      ///< theta(t+1) - theta(t)
  std::optional<double> gamma_bar;  ///< z / s
  std::optional<double> steepness;  ///< S: the drop within the last fiftieth of the fall, relative to linear decay
  double acceptance = 0.0;          ///< exp(-delta theta)
  std::optional<double> beta;       ///< exp(-delta gamma)
  std::optional<double> kappa;      ///< slope of logit w relative to linear decay
};

/// The dynamics at step t. gamma, gamma_bar, steepness, beta and kappa are undefined outside the fall (s = 0, rise,
/// after); gamma, beta and kappa also where the window is 0.
dynamics_row dynamics_at(const run& r, std::uint64_t t, const check_options& how = {});

/// The fall of cycle `index` of a run (0 without restarts).
fall_view fall_of(const run& r, std::uint64_t index = 0);

}  // namespace taper
