// Retargeting: adapt a schedule to a new run length at step t0 without a jump.
#pragma once

#include <cstdint>
#include <optional>

#include "taper/schedule.hpp"
#include "taper/table_of.hpp"

namespace taper {

/// What happens at step t0.
enum class retargeting : unsigned char {
  stretch,       ///< the rest of the plan is stretched or compressed to the new length
  cooldown_now,  ///< the fall begins now, from the current rate, skipping the rest of warmup and hold
  rewarm,        ///< a linear rise to the peak over `rewarm_steps`, then the whole fall
};

struct retarget_options {
  std::uint64_t at = 0;         ///< t0, the next step to run; the rate of step t0 is what the plan gives it
  std::uint64_t new_steps = 0;  ///< tau', the new total
  retargeting how = retargeting::stretch;
  std::uint64_t rewarm_steps = 0;
};

/// A retargeted run: the exact rates of all new steps, and a schedule of the notation for them.
///
///   t < t0                the plan, unchanged
///   t >= t0, in the fall  1 - x(t) = (1 - x(t0)) (D' - o - t) / (D' - o - t0):
///                         [t0, tau'] maps linearly onto [x(t0), 1]
///
/// During the hold the remaining time of the plan is scaled the same way, so that hold and fall keep their ratio;
/// during the warmup the warmup ends as planned and the rest is scaled. Rates have the unit of the peak.
class retargeted {
 public:
  /// The rate of step t; t >= tau' gives the terminal rate of the plan.
  [[nodiscard]] double operator()(std::uint64_t t) const noexcept;
  [[nodiscard]] std::uint64_t steps() const noexcept { return options_.new_steps; }
  [[nodiscard]] const run& plan() const noexcept { return plan_; }
  [[nodiscard]] const retarget_options& options() const noexcept { return options_; }
  [[nodiscard]] part where() const noexcept { return where_; }  ///< the part of the plan that contains t0
  [[nodiscard]] double x_at() const noexcept;                   ///< x(t0), 0 before the fall

  /// Rates as a schedule of the notation.
  struct written {
    schedule spec;
    std::uint64_t steps = 0;
    double error = 0.0;  ///< largest difference of a rate, as a fraction of the peak; 0 if the notation is exact
  };
  /// The whole run, steps 0 … tau' - 1: exact from the hold or the warmup, a table from the fall; empty after a
  /// rewarm, a cooldown during the warmup or a mirrored rise, which are the plan followed by `rest`.
  [[nodiscard]] const std::optional<written>& whole() const noexcept { return whole_; }
  /// The remaining steps t0 … tau' - 1 as a separate schedule over tau' - t0 steps, if a family expresses it exactly:
  /// linear, power, exp, sigmoid and rex are closed under removing their beginning; a rewarm is a warmup. A table
  /// if there is neither that nor a whole.
  [[nodiscard]] const std::optional<written>& rest() const noexcept { return rest_; }
  /// The schedule to judge: the whole run, or the rest if there is no whole.
  [[nodiscard]] const written& judged() const noexcept { return whole_ ? *whole_ : *rest_; }

  friend result<retargeted> retarget(const run& plan, const retarget_options& options);

 private:
  retargeted(const run& plan, const retarget_options& options) : plan_(plan), options_(options) {}
  [[nodiscard]] double remaining(std::uint64_t t) const noexcept { return end_ - static_cast<double>(t); }
  result<void> write_down();
  [[nodiscard]] result<written> bent_table() const;
  [[nodiscard]] result<written> tail_table() const;

  run plan_;
  retarget_options options_;
  part where_ = part::hold;
  std::uint64_t anchor_ = 0;   ///< from here on time is scaled
  double rest_at_anchor_ = 1;  ///< 1 - x there, above 1 during the hold
  double scale_ = 1.0;         ///< 1 - x = remaining(t) scale
  double top_ = 1.0;           ///< the rate that the fall starts from
  double end_ = 0.0;           ///< D' - o
  std::optional<written> whole_;
  std::optional<written> rest_;
};

/// Changes the length of a run at step t0, continuously.
///
/// Errors: t0 outside the plan, a new length that is not beyond t0, restarts or Kronecker input (they have no single
/// fall), a rewarm that is too long, a cooldown below the floor. Source: semantics "Retarget".
result<retargeted> retarget(const run& plan, const retarget_options& options);

/// The naive restart: the same schedule over the new length. `jump` is its rate at t0 over the planned rate.
struct naive_restart {
  run as_if;            ///< the plan's schedule over the new length
  double before = 0.0;  ///< the plan's rate at t0
  double after = 0.0;   ///< the naive rate at t0
  double jump = 1.0;    ///< after / before; infinite if the planned rate is zero
};
result<naive_restart> naive_restart_of(const run& plan, const retarget_options& options);

}  // namespace taper
