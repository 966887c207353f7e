// A report of a log with the verdict on its schedule and the comparison with the requested one, and the same as JSON: the
// only writer of taper.inspect/1.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "taper/logs/expected.hpp"
#include "taper/logs/inspect.hpp"
#include "taper/schedule.hpp"
#include "taper/verdict.hpp"

namespace taper {

/// A report, with the check of the recovered schedule. Refers to the rows and the report: they must outlive it.
struct inspected {
  const log_series& rows;
  const log_report& report;
  std::optional<run> bound{};           ///< schedule of the last segment over its length; none if it is not determined
  std::optional<check_report> check{};  ///< with the measured delta, if there is one
  std::optional<expected_schedule> expected{};
  std::function<double(std::uint64_t)> expected_rate{};
  std::optional<departure> departed{};
};

/// Binds and checks the last segment's schedule.
[[nodiscard]] inspected examine(const log_series& rows, const log_report& report);

/// Compares with the requested schedule, given by its rate at step t. If every row fits, the faults that contradict it are removed from the report,
/// which `one` refers to. `remark` is added to the message.
void compare_with_requested(inspected& one, log_report& report, const expected_schedule& expected,
                            const std::function<double(std::uint64_t)>& rate, const std::string& remark = {});

/// How a suggested call is written: as a command, as a call in Python.
using call_writer = std::function<std::string(const suggested_call&)>;

/// The remedy of a finding, with the call that applies it; may be empty.
[[nodiscard]] std::string remedy_text(const log_finding& f, const call_writer& written);

/// One object of `taper inspect --json`, without line breaks.
[[nodiscard]] std::string inspect_json(const inspected& one, const call_writer& written);

}  // namespace taper
