// The difference between a log and the requested schedule.
#include "taper/logs/expected.hpp"

#include <algorithm>
#include <cmath>

#include "logs/findings/findings.hpp"

namespace taper {

departure compare_with_expected(const log_series& rows, const log_report& report, const expected_schedule& expected,
                                const std::function<double(std::uint64_t)>& rate) {
  departure out;
  const std::vector<counter_lag>& lags = report.segments.front().lags;
  const std::int64_t offset = lags.empty() ? 0 : std::clamp<std::int64_t>(lags.front().lag, -1, 1);
  double peak = 0.0;
  for (const log_row& row : rows.rows) {
    if (row.has_rate())
      peak = std::max({peak, row.rate, rate(static_cast<std::uint64_t>(std::max<std::int64_t>(row.step - offset, 0)))});
  }
  out.same = true;
  const log_row* end = nullptr;
  double end_wanted = 0.0;
  for (const log_row& row : rows.rows) {
    if (!row.has_rate()) continue;
    const double wanted = rate(static_cast<std::uint64_t>(std::max<std::int64_t>(row.step - offset, 0)));
    const double off = std::abs(wanted - row.rate);
    end = &row;
    end_wanted = wanted;
    out.same = out.same && off <= report.precision.half_width(row.rate, peak);
    if (peak > 0.0 && off / peak > out.share) {
      out.share = off / peak;
      out.step = row.step;
      out.expected = wanted;
      out.ran = row.rate;
    }
  }
  using inspection::brief;
  if (out.same) {
    out.message = "as requested: every row fits " + expected.spec;
  } else {
    out.message = "requested " + expected.spec + (expected.steps ? " over " + std::to_string(*expected.steps) : "") +
                  ", ran " + report.last().spec.value_or("something else") +
                  (report.last().steps > 0 ? " over " + std::to_string(report.last().steps) : "") +
                  "; largest difference at step " + std::to_string(out.step) + ": " + brief(out.expected) +
                  " requested, " + brief(out.ran) + " ran (" + inspection::percent_of(out.share) + " of the peak)";
    if (end != nullptr && end->step != out.step && end->rate > end_wanted + 1e-3 * peak) {
      out.message += "; the last rate is " + brief(end->rate) + " instead of " + brief(end_wanted);
    }
  }
  return out;
}

}  // namespace taper
