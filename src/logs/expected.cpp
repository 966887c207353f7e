// The difference between a log and the requested schedule.
#include "taper/logs/expected.hpp"

#include <algorithm>
#include <cmath>

#include "logs/findings/findings.hpp"

namespace taper {
namespace {

using rate_of_step = std::function<double(std::uint64_t)>;

double rate_at(const rate_of_step& rate, std::int64_t step, std::int64_t offset) {
  return rate(static_cast<std::uint64_t>(std::max<std::int64_t>(step - offset, 0)));
}

// The errors of the scheduler's arithmetic; each row adds the rounding of its own text.
double arithmetic_of(const log_report& report, double peak) {
  const bool floats = report.precision.kind == rounding::float32_math;
  return rate_precision{floats ? rounding::float32_math : rounding::float64, 17}.half_width(0.0, peak);
}

// The largest difference if row `step` shows the rate of step - offset.
struct comparison_at {
  departure found;
  std::size_t fits = 0;  // rows from the first one
  double peak = 0.0;
  double last_wanted = 0.0;
};

comparison_at compare_at(const log_series& rows, const log_report& report, const rate_of_step& rate,
                         std::int64_t offset) {
  comparison_at out;
  double& peak = out.peak;
  for (const log_row& row : rows.rows) {
    if (row.has_rate()) peak = std::max({peak, row.rate, rate_at(rate, row.step, offset)});
  }
  const double arithmetic = arithmetic_of(report, peak);
  departure& d = out.found;
  d.same = true;
  d.offset = offset;
  for (const log_row& row : rows.rows) {
    if (!row.has_rate()) continue;
    const double wanted = rate_at(rate, row.step, offset);
    const double off = std::abs(wanted - row.rate);
    const bool fits = off <= static_cast<double>(row.half_width) + arithmetic;
    d.same = d.same && fits;
    out.fits += d.same ? 1 : 0;
    out.last_wanted = wanted;
    if (peak > 0.0 && off / peak > d.share) {
      d.share = off / peak;
      d.step = row.step;
      d.expected = wanted;
      d.ran = row.rate;
    }
  }
  return out;
}

}  // namespace

departure compare_with_expected(const log_series& rows, const log_report& report, const expected_schedule& expected,
                                const rate_of_step& rate) {
  // The recovered offset belongs to the recovered schedule. The requested one may count differently (DeepSpeed's and
  // OLMo's first step is not step 0 of a native schedule), so the offset is the one at which it fits the longest.
  const std::vector<counter_lag>& lags = report.segments.front().lags;
  const std::int64_t recovered = lags.empty() ? 0 : std::clamp<std::int64_t>(lags.front().lag, -1, 1);
  comparison_at best = compare_at(rows, report, rate, recovered);
  for (const std::int64_t offset : {0, 1, -1}) {
    if (best.found.same) break;
    if (offset == recovered) continue;
    comparison_at other = compare_at(rows, report, rate, offset);
    if (other.fits > best.fits) best = std::move(other);
  }
  departure out = std::move(best.found);
  using inspection::brief;
  if (out.same) {
    out.message = "as requested: every row fits " + expected.spec;
    return out;
  }
  const auto last = std::find_if(rows.rows.rbegin(), rows.rows.rend(), [](const log_row& r) { return r.has_rate(); });
  out.message = "requested " + expected.spec + (expected.steps ? " over " + std::to_string(*expected.steps) : "") +
                ", ran " + report.last().spec.value_or("something else") +
                (report.last().steps > 0 ? " over " + std::to_string(report.last().steps) : "") +
                "; largest difference at step " + std::to_string(out.step) + ": " + brief(out.expected) +
                " requested, " + brief(out.ran) + " ran (" + inspection::percent_of(out.share) + " of the peak)";
  if (last != rows.rows.rend() && last->step != out.step && last->rate > best.last_wanted + 1e-3 * best.peak)
    out.message += "; the last rate is " + brief(last->rate) + " instead of " + brief(best.last_wanted);
  return out;
}

}  // namespace taper
