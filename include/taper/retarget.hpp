// Retargeting: continues a run from step t0 with another length, rate or schedule.
#pragma once

#include <cstdint>
#include <optional>

#include "taper/schedule.hpp"
#include "taper/table_of.hpp"

namespace taper {

/// What happens at step t0.
enum class retargeting : unsigned char {
  stretch,       ///< stretches or compresses the rest of the plan to the new length
  cooldown_now,  ///< the fall begins now, at the current rate; skips the rest of warmup and hold
  rewarm,        ///< a linear rise to the peak over `rewarm_steps`, then the whole fall
  replace,       ///< another schedule, `to`, over the remaining steps
};

struct retarget_options {
  std::uint64_t at = 0;         ///< t0, the next step to run; tau for a finished plan
  std::uint64_t new_steps = 0;  ///< tau', the new total
  retargeting how = retargeting::stretch;
  std::uint64_t rewarm_steps = 0;
  std::optional<schedule> to{};      ///< for replace: a schedule without a peak starts at the rate before t0
  std::optional<double> new_peak{};  ///< from t0 on, rates are multiplied by new_peak / (the plan's peak)
};

/// A retargeted run: exact rates of all new steps, and the new schedule in the notation.
///
///   t < t0               the plan, unchanged
///   t >= t0, in the fall  1 - x(t) = (1 - x(t0)) (D' - o - t) / (D' - o - t0)
///                         maps [t0, tau'] linearly onto [x(t0), 1]
///
/// On the hold, the remaining time of the plan is scaled the same way: hold and fall keep their proportion. During the
/// warmup, the warmup ends as planned and the rest is scaled. Rates have the unit of the peak.
///
/// A plan that no window with modifiers matches exactly (a library schedule or a combination, known by its rates) is
/// read at t0 + (t - t0) (tau - t0) / (tau' - t0), with straight lines between its steps; a plan in stairs is read at
/// the step below. The rates of a library in float32 differ from their window: its fall above the floor is scaled so
/// that it starts at the plan's rate. A finished plan, t0 = tau, continues at its last rate. If only the peak changes,
/// every rate is the plan's times the factor, also for plans without a single fall.
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
    /// Largest difference of a rate from `operator()`, relative to the plan's peak, measured at the steps (at 2^18 of
    /// them in longer runs); 0 below 1e-12, the rounding of doubles.
    double error = 0.0;
  };
  /// The whole run, steps 0 … tau' - 1. In the form of the plan if t0 is in the hold or the warmup, a table if it is in
  /// the fall. Otherwise a sequence of the plan and `rest`: after a rewarm, a cooldown from the warmup, with a mirrored
  /// rise, or if the plan is known by its rates, is finished or replaced, or if its rates are multiplied.
  [[nodiscard]] const written& whole() const noexcept { return *whole_; }
  /// The rest, steps t0 … tau' - 1, as a separate schedule over tau' - t0 steps, if a family matches it exactly:
  /// linear, power, exp, sigmoid and rex are closed under cutting off their beginning, and a rewarm is a warmup. A
  /// table if there is neither an exact form nor a form of the whole.
  [[nodiscard]] const std::optional<written>& rest() const noexcept { return rest_; }
  /// What to judge: the whole run, or the rest if another rise begins or the rate jumps at t0.
  [[nodiscard]] const written& judged() const noexcept { return judges_whole() ? *whole_ : *rest_; }
  [[nodiscard]] bool judges_whole() const noexcept {
    return !rest_ || (!jumps_ && options_.how != retargeting::rewarm);
  }

  friend result<retargeted> retarget(const run& plan, const retarget_options& options);

 private:
  retargeted(const run& plan, const retarget_options& options) : plan_(plan), options_(options) {}
  [[nodiscard]] double remaining(std::uint64_t t) const noexcept { return end_ - static_cast<double>(t); }
  result<void> write_down();
  result<void> write_plan_down();
  [[nodiscard]] result<written> bent_table() const;
  [[nodiscard]] result<written> tail_table() const;
  [[nodiscard]] bool finished() const noexcept { return options_.at == plan_.steps(); }
  [[nodiscard]] bool keeps_length() const noexcept {
    return options_.how == retargeting::stretch && options_.new_steps == plan_.steps();
  }
  [[nodiscard]] double rate_before() const noexcept;  ///< planned rate of step t0, or the last rate of a finished plan
  [[nodiscard]] double read_plan(std::uint64_t t) const noexcept;
  result<void> write_rates_down();
  void write_multiplied_down();
  void join();
  result<void> measure();

  run plan_;
  retarget_options options_;
  part where_ = part::hold;
  std::uint64_t anchor_ = 0;   ///< first step with scaled time
  double rest_at_anchor_ = 1;  ///< 1 - x there, above 1 on the hold
  double scale_ = 1.0;         ///< 1 - x = remaining(t) scale
  double top_ = 1.0;           ///< the rate at the start of the fall
  double end_ = 0.0;           ///< D' - o
  double factor_ = 1.0;        ///< factor on every rate from t0 on
  double kept_ = 1.0;          ///< the planned rate of t0 relative to its window's, above the floor
  bool stairs_ = false;        ///< the plan, known by its rates, falls in stairs
  bool jumps_ = false;         ///< the rate of t0 differs from the planned one
  std::optional<run> to_;
  std::optional<written> whole_;
  std::optional<written> rest_;
};

/// Changes the length of a run at step t0, continuously.
///
/// Errors: t0 beyond the plan's end, a new length not beyond t0, restarts or Kronecker input (they have no single fall;
/// finished plans can be held or replaced), a rewarm that leaves no room, a cooldown at or below the floor, a peak that
/// is not a valid rate. Source: semantics "Retarget".
result<retargeted> retarget(const run& plan, const retarget_options& options);

/// The naive restart, a common mistake: the same text over the new length. jump = its rate at t0 / the plan's rate. A
/// text that names its length (`num_training_steps=1000`) has the plan's rates over any length.
struct naive_restart {
  run as_if;                ///< the plan's schedule over the new length
  double before = 0.0;      ///< the plan's rate at t0
  double after = 0.0;       ///< the naive rate at t0
  double jump = 1.0;        ///< after / before; infinite if the plan's rate was zero
  bool same_rates = false;  ///< the steps of the plan have the same rates over the new length
};
/// Empty if the length does not change, or if that text cannot be bound to the new one.
std::optional<naive_restart> naive_restart_of(const run& plan, const retarget_options& options);

}  // namespace taper
