// The target of `taper fit --to`: a schedule, a file of rates, or a training log.
#include "fit_target.hpp"

#include <unistd.h>

#include <algorithm>

#include "curve_file.hpp"
#include "options.hpp"
#include "table_file.hpp"
#include "taper/logs/inspect.hpp"

namespace taper::cli {

namespace {

/// The content of a log: its rows, and its schedule if one matches all of them.
struct logged {
  curve rows;
  std::uint64_t steps = 0;  ///< 0: unknown
  bool is_csv = false;
  bool is_told = false;
  composition with = {};  ///< modifiers of that schedule
};

result<logged> read_logged(const std::string& path) {
  TAPER_TRY(log, read_log_file(path));
  const log_report report = inspect(log).front();
  const log_segment& last = report.last();
  logged out;
  out.is_csv = log.format == "csv";
  for (const log_row& row : log.series.front().rows) {
    if (!row.has_rate()) continue;
    std::int64_t count = row.step;  // count of the scheduler, which may lag behind the step in the log
    for (const auto& change : last.lags) {
      if (change.step <= row.step || &change == &last.lags.front()) count = row.step - change.lag;
    }
    if (count < 0) continue;
    const auto step = static_cast<double>(count);
    while (!out.rows.x.empty() && out.rows.x.back() >= step) {  // repeated after a resume: the later row counts
      out.rows.x.pop_back();
      out.rows.y.pop_back();
    }
    out.rows.x.push_back(step);
    out.rows.y.push_back(row.rate);
  }
  if (log.max_steps && *log.max_steps > 0) out.steps = static_cast<std::uint64_t>(*log.max_steps);
  if (report.segments.size() != 1 || !last.ran) return out;
  if (last.steps > 0) out.steps = static_cast<std::uint64_t>(last.steps);
  out.is_told = true;
  out.with = last.ran->with;
  return out;
}

result<fit_target> target_in_file(const std::string& path, std::uint64_t steps) {
  result<curve> rows = read_curve_file(path);
  const result<logged> log = path == "-" ? result<logged>(failed(errc::unsupported, "")) : read_logged(path);
  if (!rows && (!log || log->is_csv)) return rows.error();  // this error has line and column
  if (!rows || (log && log->is_told)) rows = log->rows;
  std::uint64_t length = steps;
  if (length == 0 && log && log->steps > static_cast<std::uint64_t>(rows->x.back())) length = log->steps;
  TAPER_TRY(target, target_of(*rows, length).transform_error([&](error e) {
    e.message = path + " " + e.message;
    return e;
  }));
  if (log && (steps == 0 || steps == log->steps)) target.with = log->with;
  return target;
}

}  // namespace

bool names_a_file(const std::string& to) {
  const bool named = to == "-" || to.ends_with(".csv") || to.ends_with(".tsv") || to.ends_with(".txt");
  return named || ::access(to.c_str(), F_OK) == 0;
}

result<fit_target> read_fit_target(const std::string& to, const std::string& steps) {
  std::uint64_t length = 0;
  if (!steps.empty()) {
    TAPER_TRY(given, read_count(steps, "--steps", 2));
    length = given;
  }
  TAPER_TRY(text, with_tables_read(to));
  const result<schedule> s = parse(text);
  if (!s && names_a_file(to)) return target_in_file(to, length);
  if (!s) return s.error();
  TAPER_TRY(r, s->bind(length == 0 ? 1000 : length));
  return target_of(r);
}

}  // namespace taper::cli
