// Training logs, from their bytes.
#include <algorithm>
#include <cmath>
#include <limits>

#include "engine.hpp"
#include "reports/command.hpp"
#include "reports/expectation.hpp"
#include "src/json/writer.hpp"
#include "taper/logs/inspected.hpp"
#include "taper/logs/log.hpp"

namespace taper::web {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// The recovered rate at a logged step of a segment.
double recovered_at(const log_segment& s, std::int64_t step) {
  if (!s.rate || s.lags.empty()) return none;
  std::int64_t lag = s.lags.front().lag;
  for (const counter_lag& l : s.lags) {
    if (l.step <= step) lag = l.lag;
  }
  return step < lag ? none : s.rate(step - lag);
}

/// Rows with a rate or a loss, and how many requested rates; then the columns step, rate, loss, evaluation loss, recovered
/// and requested.
void add_columns(const inspected& one, std::vector<double>& out) {
  std::vector<log_row> rows;
  for (const log_row& row : one.rows.rows) {
    if (row.has_rate() || row.loss == row.loss || row.eval_loss == row.eval_loss) rows.push_back(row);
  }
  const std::vector<log_segment>& segments = one.report.segments;
  const std::int64_t offset = one.departed ? one.departed->offset : 0;
  out.push_back(static_cast<double>(rows.size()));
  out.push_back(one.expected_rate ? static_cast<double>(rows.size()) : 0.0);
  for (const log_row& row : rows) out.push_back(static_cast<double>(row.step));
  for (const log_row& row : rows) out.push_back(row.rate);
  for (const log_row& row : rows) out.push_back(static_cast<double>(row.loss));
  for (const log_row& row : rows) out.push_back(static_cast<double>(row.eval_loss));
  std::size_t segment = 0;
  std::size_t rates = 0;
  for (const log_row& row : rows) {
    while (segment + 1 < segments.size() && rates >= segments[segment + 1].first_row) ++segment;
    out.push_back(recovered_at(segments[segment], row.step));
    rates += row.has_rate() ? 1 : 0;
  }
  if (!one.expected_rate) return;
  for (const log_row& row : rows)
    out.push_back(one.expected_rate(static_cast<std::uint64_t>(std::max<std::int64_t>(row.step - offset, 0))));
}

}  // namespace

}  // namespace taper::web

using namespace taper;
using namespace taper::web;

/// Texts: name, format, the requested schedule, the bytes of the log. Numbers: its length. The answer is an
/// array, and for each of its reports the rows.
TAPER_CALL(inspect) {
  const std::string name(in.text());
  const std::string format(in.text());
  const std::string asked(in.text());
  TAPER_TRY(steps, in.whole_if_given("steps"));
  TAPER_TRY(log, read_log(in.rest(), {.format = format, .name = name}));
  std::vector<log_report> reports = taper::inspect(log);
  json::builder out('[');
  answer done;
  for (std::size_t k = 0; k < reports.size(); ++k) {
    inspected one = examine(log.series[k], reports[k]);
    const result<void> compared = reports::compare_with_request({.spec = asked, .steps = steps}, log, reports[k], one);
    if (!compared) return in_text(compared.error(), asked);
    out.raw(inspect_json(one, reports::command_of));
    add_columns(one, done.numbers);
  }
  done.text = out.done();
  return done;
}
