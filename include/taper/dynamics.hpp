// First-order dynamics of a bound schedule: odds of decay, time-normalized rate, steepness, acceptance, step by step.
#pragma once

#include <cstdint>
#include <optional>

#include "taper/schedule.hpp"

namespace taper {

/// Where the dynamics read time: on the fall's own clock (s = T_f x), or on the run's (t against tau).
enum class judged_clock : unsigned char { fall, whole_run };

/// Options of a judgement, with the defaults of the rule.
struct judgement {
  double slack = 1.0;             ///< early: z <= slack, that is phi >= 1 / (1 + slack); paper: 1
  double steepness_max = 5.0;     ///< middle: steepness at most this; ours
  double steepness_smooth = 3.0;  ///< middle: favorable up to here; ours
  double delta = 1.0;             ///< largest change of the loss in one iteration, unit of the loss
  judged_clock clock = judged_clock::fall;
};

/// The window of one fall as a function of the phase, floor included: w = l + (1 - l) phi.
struct fall_view {
  any_window::kernel_type kernel;
  double floor = 0.0;       ///< l, as a fraction of the peak
  timeline line;            ///< where the steps of the fall lie
  std::uint64_t begin = 0;  ///< global step of the timeline's step 0
  std::uint64_t total = 0;  ///< steps of the whole run
  bool may_rise = false;    ///< a table, whose odds need not rise

  [[nodiscard]] double window(phase p) const noexcept { return floor + (1.0 - floor) * kernel.value(p); }
  /// 1 - w, without cancellation.
  [[nodiscard]] double lost(phase p) const noexcept { return (1.0 - floor) * kernel.complement(p); }
  /// z = (1 - w) / w, the odds of decay; infinite where w = 0.
  [[nodiscard]] double odds(phase p) const noexcept { return lost(p) / window(p); }
  /// kappa = x (1 - x) (-w') / (w (1 - w)): the slope of logit w against that of linear decay, which is 1.
  [[nodiscard]] double steepness(phase p) const noexcept;
  /// The phase of local step t of the fall (s > 0).
  [[nodiscard]] phase at(std::uint64_t t) const noexcept { return line.at(t).at; }
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
  std::optional<double> steepness;
  double acceptance = 0.0;     ///< exp(-delta theta)
  std::optional<double> beta;  ///< exp(-delta gamma)
};

/// The dynamics at step t. gamma, gamma_bar, steepness and beta are undefined outside the fall (s = 0, rise, after).
dynamics_row dynamics_at(const run& r, std::uint64_t t, const judgement& how = {});

/// The fall of cycle `index` of a run (0 without restarts).
fall_view fall_of(const run& r, std::uint64_t index = 0);

}  // namespace taper
