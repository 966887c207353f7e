// Predicts the final loss of a run in progress by a loss law fitted to its log.
#include "taper/design/endings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace taper {
namespace {

constexpr std::int64_t longest_plan = 10'000'000;
constexpr std::size_t resamples = 20;

error cannot(std::string why) { return failed(errc::unsupported, "no final loss: " + std::move(why)); }

// A linear decay to 0 from step `from` to the end.
void fall(std::vector<double>& rates, std::size_t from, std::size_t to, double rate) {
  rates.resize(to);
  for (std::size_t t = from; t < to; ++t)
    rates[t] = rate * static_cast<double>(to - t) / static_cast<double>(to - from + 1);
}

result<loss_log> losses_of(const log_series& rows, const log_report& report) {
  const log_segment& s = report.last();
  if (report.unit != step_unit::steps) return cannot("the log counts no steps");
  if (report.segments.size() != 1 || !s.rate) return cannot("the schedule of the whole log is not known");
  const std::int64_t plan = report.max_steps.value_or(s.steps);
  const std::int64_t total = std::max(plan, report.last_step + 1);
  if (plan <= 0) return cannot("the log does not give the length of the run");
  if (total > longest_plan) return cannot("the plan is longer than 10 million steps");
  loss_log out;
  out.warmup_steps = static_cast<std::size_t>(std::max<std::int64_t>(0, std::min(s.warmup, total)));
  out.rates.reserve(static_cast<std::size_t>(total));
  for (std::int64_t t = 0; t < total; ++t) out.rates.push_back(std::max(0.0, s.rate(t)));
  for (const log_row& row : rows.rows) {
    const bool rises = out.after_steps.empty() || row.step > static_cast<std::int64_t>(out.after_steps.back());
    if (!std::isfinite(row.loss) || !(row.loss > 0.0F) || row.step < 1 || row.step > total || !rises) continue;
    out.after_steps.push_back(static_cast<std::size_t>(row.step));
    out.losses.push_back(static_cast<double>(row.loss));
  }
  if (out.losses.size() < 20) return cannot("fewer than 20 losses so far");
  return out;
}

}  // namespace

result<run_endings> predict_endings(const log_series& rows, const log_report& report) {
  TAPER_TRY(log, losses_of(rows, report));
  TAPER_TRY(fitted, fit_law(loss_law::functional_scaling, std::array{log}, {.bootstrap = resamples}));
  run_endings out{std::move(fitted), {}};

  const std::size_t done = log.after_steps.back();
  const std::size_t plan = log.rates.size();
  const double present = log.rates[std::min(done, plan - 1)];
  const auto ask = [&](std::string name, const std::vector<double>& rates) {
    run_ending one{std::move(name), rates.size(), {}, {}};
    const result<loss_prediction> said = predict_final_loss(out.law, {rates, log.warmup_steps});
    if (said)
      one.loss = *said;
    else
      one.reason = said.error().message;
    out.all.push_back(std::move(one));
  };
  if (done < plan) {
    std::vector<double> now(log.rates.begin(), log.rates.begin() + static_cast<std::ptrdiff_t>(done));
    fall(now, done, done + std::clamp<std::size_t>(done / 5, 1, plan - done), present);
    ask("decay now", now);
  }
  ask("continue", log.rates);
  std::vector<double> extended(log.rates.begin(),
                               log.rates.begin() + static_cast<std::ptrdiff_t>(std::min(done, plan)));
  extended.resize(2 * plan - 2 * plan / 5, present);
  fall(extended, extended.size(), 2 * plan, present);
  ask("extend", extended);
  return out;
}

}  // namespace taper
