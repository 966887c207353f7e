// From a training log to the rates of every step and the measured losses.
#include "taper/logs/loss_log.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace taper {

namespace {

constexpr std::int64_t longest_plan = 10'000'000;

error fault(const std::string& message, const std::string& hint = {}) {
  return failed(errc::unsupported, message, hint);
}

/// The lag of the counter at a logged step.
std::int64_t lag_at(const log_segment& segment, std::int64_t step) {
  std::int64_t lag = segment.lags.empty() ? 0 : segment.lags.front().lag;
  for (const counter_lag& l : segment.lags) {
    if (l.step <= step) lag = l.lag;
  }
  return lag;
}

/// Rates of the recovered schedules, each over its stretch of the log.
std::vector<double> recovered_rates(const std::vector<log_segment>& segments, std::size_t steps) {
  std::vector<double> out(steps);
  std::size_t k = 0;
  for (std::size_t t = 0; t < steps; ++t) {
    const auto step = static_cast<std::int64_t>(t);
    while (k + 1 < segments.size() && step >= segments[k + 1].from) ++k;
    out[t] = segments[k].rate(std::max<std::int64_t>(0, step - lag_at(segments[k], step)));
  }
  return out;
}

/// A column by linear interpolation between rows, constant before the first and after the last; zeros without rows.
template <class Value>
std::vector<double> interpolated(const std::vector<log_row>& rows, std::size_t steps, const Value& value) {
  std::vector<std::pair<double, double>> points;
  for (const log_row& row : rows) {
    const auto y = static_cast<double>(value(row));
    if (!std::isfinite(y)) continue;
    const auto at = static_cast<double>(row.step);
    while (!points.empty() && points.back().first >= at) points.pop_back();
    points.emplace_back(at, y);
  }
  std::vector<double> out(steps, 0.0);
  std::size_t k = 0;
  for (std::size_t t = 0; t < steps && !points.empty(); ++t) {
    const auto at = static_cast<double>(t);
    while (k + 1 < points.size() && points[k + 1].first <= at) ++k;
    const auto [x, y] = points[k];
    out[t] = at <= x || k + 1 == points.size()
                 ? y
                 : std::lerp(y, points[k + 1].second, (at - x) / (points[k + 1].first - x));
  }
  return out;
}

/// Steps between rows with a loss: the median distance.
std::int64_t stride_of(const std::vector<log_row>& rows, logged_loss which) {
  std::vector<std::int64_t> distances;
  std::optional<std::int64_t> before;
  for (const log_row& row : rows) {
    if (!std::isfinite(which == logged_loss::training ? row.loss : row.eval_loss)) continue;
    if (before && row.step > *before) distances.push_back(row.step - *before);
    before = row.step;
  }
  if (distances.empty()) return 0;
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::nth_element(distances.begin(), middle, distances.end());
  return *middle;
}

}  // namespace

result<logged_run> loss_log_of(const training_log& log, const log_report& report, logged_loss which) {
  if (log.series.empty()) return fault(log.file + ": no rows");
  const log_series& series = log.series.front();
  if (log.unit != step_unit::steps)
    return fault(log.file + ": its steps count " + (log.unit == step_unit::epochs ? "epochs" : "rows") +
                 ", a loss law needs optimizer steps");
  logged_run out;
  out.file = log.file;
  out.losses.name = log.file;
  out.spec = report.last().spec;
  const bool averaged = which == logged_loss::training && log.format == "hf-trainer-state";
  const std::int64_t shift = averaged ? stride_of(series.rows, which) / 2 : 0;
  for (const log_row& row : series.rows) {
    const float loss = which == logged_loss::training ? row.loss : row.eval_loss;
    const std::int64_t after = row.step - shift;
    if (!std::isfinite(loss) || after < 1 || row.step > longest_plan) continue;
    std::vector<std::size_t>& steps = out.losses.after_steps;
    while (!steps.empty() && steps.back() >= static_cast<std::size_t>(after)) {
      steps.pop_back();
      out.losses.losses.pop_back();
    }
    steps.push_back(static_cast<std::size_t>(after));
    out.losses.losses.push_back(static_cast<double>(loss));
  }
  if (out.losses.losses.empty())
    return fault(log.file + ": no " + (which == logged_loss::training ? "training" : "evaluation") + " losses",
                 which == logged_loss::training ? "use {loss=eval} for the evaluation losses" : "");
  out.last_step = out.losses.after_steps.back();
  const std::int64_t planned =
      std::max({static_cast<std::int64_t>(out.last_step), report.last().steps, log.max_steps.value_or(0)});
  if (planned > longest_plan) return fault(log.file + ": a plan of more than 10 million steps");
  const auto steps = static_cast<std::size_t>(planned);
  const bool known = std::all_of(report.segments.begin(), report.segments.end(),
                                 [](const log_segment& s) { return s.spec.has_value() && s.rate; });
  if (!known) out.spec.reset();
  out.losses.rates = known ? recovered_rates(report.segments, steps)
                           : interpolated(series.rows, steps, [](const log_row& r) { return r.rate; });
  out.losses.warmup_steps =
      static_cast<std::size_t>(std::clamp<std::int64_t>(report.segments.front().warmup, 0, planned));
  out.peak = *std::max_element(out.losses.rates.begin(), out.losses.rates.end());
  return out;
}

result<std::vector<double>> gradient_norms_of(const training_log& log, std::size_t steps) {
  std::vector<double> out;
  if (!log.series.empty())
    out = interpolated(log.series.front().rows, steps, [](const log_row& r) { return r.grad_norm; });
  const bool usable = !out.empty() && std::all_of(out.begin(), out.end(), [](double g) { return g > 0; });
  if (!usable) return fault(log.file + ": no gradient norms above zero");
  return out;
}

}  // namespace taper
