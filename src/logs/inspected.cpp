// The verdict on the schedule of a log, and the comparison with the requested one.
#include "taper/logs/inspected.hpp"

#include <vector>

namespace taper {

inspected examine(const log_series& rows, const log_report& report) {
  inspected out{rows, report};
  const log_segment& last = report.last();
  if (!last.ran || last.steps < 2) return out;
  const result<run> bound = last.ran->bind(static_cast<std::uint64_t>(last.steps));
  if (!bound) return out;
  check_options how;
  if (report.delta && report.delta->max > 0.0) how.delta = report.delta->max;
  const result<check_report> checked = check(*bound, how);
  if (!checked) return out;
  out.bound = *bound;
  out.check = *checked;
  return out;
}

void compare_with_requested(inspected& one, log_report& report, const expected_schedule& expected,
                            const std::function<double(std::uint64_t)>& rate, const std::string& remark) {
  one.expected = expected;
  one.expected_rate = rate;
  one.departed = compare_with_expected(one.rows, report, expected, one.expected_rate);
  one.departed->message += remark;
  if (!one.departed->same) return;
  // Every row fits the requested schedule, so seams and lags of the recovered one are neither faults nor notes.
  std::erase_if(report.faults, [](const log_finding& f) { return f.expected.has_value(); });
  std::erase_if(report.notes, [](const log_finding& f) { return f.id == "counter-behind" || f.id == "counter-ahead"; });
}

std::string remedy_text(const log_finding& f, const call_writer& written) {
  if (!f.call) return f.remedy;
  return f.remedy + (f.remedy.empty() ? "" : ": ") + written(*f.call);
}

}  // namespace taper
