// The expected end of a run.
#include <algorithm>
#include <cmath>

#include "logs/findings/findings.hpp"
#include "taper/logs/follow.hpp"

namespace taper {
namespace {

using inspection::brief;
using inspection::percent_of;

constexpr double come_down = 0.1;  // fraction of the peak that may be left at the end of the run, as in `check`

void keep_sooner(std::optional<log_finding>& next, log_finding found) {
  if (!next || *found.step < *next->step) next = std::move(found);
}

suggested_call retargeted(const log_segment& s, std::int64_t at, std::int64_t steps) {
  return {"retarget", *s.spec, {{"steps", s.steps}, {"at", at}, {"new_steps", steps}}};
}

// Compares the end of the schedule with that of the run.
void against_plan(const log_segment& s, std::int64_t first_logged, std::int64_t lag, std::int64_t planned,
                  outlook& out) {
  const std::int64_t over = s.steps + lag;  // logged step at which the counter reaches the end of the schedule
  const std::int64_t next = std::max<std::int64_t>(0, inspection::next_to_run(first_logged, out.step, lag));
  const double at_plan = s.rate(std::max<std::int64_t>(0, planned - lag));
  if (s.anneals && s.steps > 0 && over < planned && out.step < planned &&
      planned - over > std::max<std::int64_t>(1, std::abs(lag)))
    keep_sooner(out.next, {.id = "ends-early",
                           .step = std::max(over, out.step),
                           .message = "the schedule ends at step " + std::to_string(over) + ", " +
                                      std::to_string(planned - over) + " steps before the run does",
                           .remedy = {},
                           .call = next < s.steps ? std::optional(retargeted(s, next, planned - lag)) : std::nullopt});
  const bool much_is_left = at_plan - s.floor > come_down * s.peak;
  if (s.anneals && much_is_left && over > planned + std::max<std::int64_t>(1, std::abs(lag)) && out.step < planned)
    keep_sooner(out.next, {.id = "unfinished-decay",
                           .step = planned,
                           .message = "the run ends at step " + std::to_string(planned) + " with the rate at " +
                                      percent_of(at_plan / s.peak) + " of the peak: the schedule continues to step " +
                                      std::to_string(over),
                           .remedy = {},
                           .call = retargeted(s, next, planned - lag)});
  if (!s.anneals && at_plan > come_down * s.peak && out.step < planned)
    keep_sooner(out.next, {"no-decay", planned,
                           "the run ends at step " + std::to_string(planned) + " with the rate at " +
                               percent_of(at_plan / s.peak) + " of the peak: the schedule has no end",
                           "add a decay over the last fifth of the run"});
}

}  // namespace

outlook look_ahead(const log_series& rows, const log_report& report, std::optional<std::uint64_t> collapse_at) {
  outlook out;
  out.step = report.last_step;
  for (const log_row& row : rows.rows) {
    if (row.has_rate()) out.rate = row.rate;
    if (std::isfinite(row.loss)) out.loss = static_cast<double>(row.loss);
  }
  const log_segment& s = report.last();
  if (report.max_steps) out.end = report.max_steps;
  if (!s.spec || !s.rate) return out;
  const std::int64_t lag = s.lags.empty() ? 0 : s.lags.back().lag;
  if (!out.end && s.anneals && s.steps > 0) out.end = s.steps + lag;
  if (out.end) out.end_rate = s.rate(std::max<std::int64_t>(0, *out.end - lag));
  if (report.max_steps && report.unit == step_unit::steps)
    against_plan(s, rows.rows.front().step, lag, *report.max_steps, out);
  if (collapse_at) {
    const std::int64_t at = static_cast<std::int64_t>(*collapse_at) + lag;
    if (at > out.step)
      keep_sooner(out.next, {.id = "premature-collapse",
                             .step = at,
                             .message = "acceptance falls to 10% at step " + std::to_string(at) + ", before half-way",
                             .remedy = {},
                             .call = suggested_call{"check", *s.spec, {{"steps", s.steps}}}});
  }
  return out;
}

}  // namespace taper
