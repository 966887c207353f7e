// Retargeting: the run is at step t0 and its length, its rate or its schedule changes; how it goes on from there.
#pragma once

#include <cstdint>
#include <optional>

#include "taper/schedule.hpp"
#include "taper/table_of.hpp"

namespace taper {

/// What happens at step t0.
enum class retargeting : unsigned char {
  stretch,       ///< what is left of the plan is stretched or squeezed onto the new length
  cooldown_now,  ///< the fall begins now, from the present rate, whatever is left of warmup and hold
  rewarm,        ///< a linear rise to the peak over `rewarm_steps`, then the whole fall
  replace,       ///< another schedule, `to`, over the steps that are left
};

struct retarget_options {
  std::uint64_t at = 0;         ///< t0, the next step to run; tau, where the plan is finished
  std::uint64_t new_steps = 0;  ///< tau', the new total
  retargeting how = retargeting::stretch;
  std::uint64_t rewarm_steps = 0;
  std::optional<schedule> to{};      ///< replace: without a peak of its own it starts at the rate before t0
  std::optional<double> new_peak{};  ///< from t0 on every rate is multiplied by this over the plan's peak
};

/// A retargeted run: rates of all new steps, exact, and how to write them down.
///
///   t < t0               the plan, unchanged
///   t >= t0, in the fall  1 - x(t) = (1 - x(t0)) (D' - o - t) / (D' - o - t0): [t0, tau'] maps linearly onto [x(t0),
///   1]
///
/// On the hold the plan's remaining time is scaled the same way, so that hold and fall keep their proportion; during
/// the warmup the warmup ends as planned and what follows it is scaled. Rates have the unit of the peak.
///
/// A plan that no window with modifiers is exactly (a schedule of another library or made of schedules, known by its
/// rates) is read at t0 + (t - t0) (tau - t0) / (tau' - t0), straight lines between its steps; in stairs, at the step
/// below. A plan that is finished, t0 = tau, goes on at its last rate.
class retargeted {
 public:
  /// The rate of step t; t >= tau' gives the terminal rate of the plan.
  [[nodiscard]] double operator()(std::uint64_t t) const noexcept;
  [[nodiscard]] std::uint64_t steps() const noexcept { return options_.new_steps; }
  [[nodiscard]] const run& plan() const noexcept { return plan_; }
  [[nodiscard]] const retarget_options& options() const noexcept { return options_; }
  [[nodiscard]] part where() const noexcept { return where_; }  ///< the part of the plan that t0 lies in
  [[nodiscard]] double x_at() const noexcept;                   ///< x(t0), 0 before the fall

  /// Rates as a schedule of the notation.
  struct written {
    schedule spec;
    std::uint64_t steps = 0;
    double error = 0.0;  ///< largest difference of a rate, as a part of the peak; 0 where the notation says it exactly
  };
  /// The whole run, steps 0 … tau' - 1: exact from the hold or the warmup, a table from the fall; the plan and then
  /// `rest`, as a sequence, where the plan is known by its rates, is finished or is replaced, and where its rates are
  /// multiplied; nothing after a rewarm, a cooldown out of the warmup or a mirrored rise, which are the plan and then
  /// `rest`.
  [[nodiscard]] const std::optional<written>& whole() const noexcept { return whole_; }
  /// What is left, steps t0 … tau' - 1, as a schedule of its own over tau' - t0 steps, where a family says it exactly:
  /// linear, power, exp, sigmoid and rex are closed under cutting off their beginning; a rewarm is a warmup. A table
  /// where there is neither that nor a whole.
  [[nodiscard]] const std::optional<written>& rest() const noexcept { return rest_; }
  /// What a verdict should judge: the whole run, or the rest where there is no whole or where the rate jumps at t0.
  [[nodiscard]] const written& judged() const noexcept { return judges_whole() ? *whole_ : *rest_; }
  [[nodiscard]] bool judges_whole() const noexcept { return whole_ && !(jumps_ && rest_); }

  friend result<retargeted> retarget(const run& plan, const retarget_options& options);

 private:
  retargeted(const run& plan, const retarget_options& options) : plan_(plan), options_(options) {}
  [[nodiscard]] double remaining(std::uint64_t t) const noexcept { return end_ - static_cast<double>(t); }
  result<void> write_down();
  result<void> write_plan_down();
  [[nodiscard]] result<written> bent_table() const;
  [[nodiscard]] result<written> tail_table() const;
  [[nodiscard]] bool finished() const noexcept { return options_.at == plan_.steps(); }
  [[nodiscard]] double rate_before() const noexcept;  ///< of step t0 as planned, or the last one of a finished plan
  [[nodiscard]] double read_plan(std::uint64_t t) const noexcept;
  result<void> write_rates_down();
  void join();

  run plan_;
  retarget_options options_;
  part where_ = part::hold;
  std::uint64_t anchor_ = 0;   ///< from here on time is scaled
  double rest_at_anchor_ = 1;  ///< 1 - x there, above 1 on the hold
  double scale_ = 1.0;         ///< 1 - x = remaining(t) scale
  double top_ = 1.0;           ///< the rate that the fall starts from
  double end_ = 0.0;           ///< D' - o
  double factor_ = 1.0;        ///< of every rate from t0 on
  bool stairs_ = false;        ///< the plan, known by its rates, falls in stairs
  bool jumps_ = false;         ///< the rate of t0 is not what was planned
  std::optional<run> to_;
  std::optional<written> whole_;
  std::optional<written> rest_;
};

/// Changes the length of a run at step t0, continuously.
///
/// Errors: t0 beyond the plan's end, a new length that is not beyond t0, restarts or Kronecker input (they have no one
/// fall; a finished one may be held or replaced), a rewarm that leaves no room, a cooldown below the floor, a peak that
/// is no rate. Source: semantics "Retarget".
result<retargeted> retarget(const run& plan, const retarget_options& options);

/// The restart that people fall into: the same text over the new length. rate(t0) there over the plan's rate at t0.
struct naive_restart {
  run as_if;            ///< the plan's schedule over the new length
  double before = 0.0;  ///< the plan's rate at t0
  double after = 0.0;   ///< the naive rate at t0
  double jump = 1.0;    ///< after / before; infinite where the plan was at zero
};
/// Nothing where that text cannot be bound to the new length.
std::optional<naive_restart> naive_restart_of(const run& plan, const retarget_options& options);

}  // namespace taper
