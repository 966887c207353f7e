// Reads training logs from files and from stdin.
#include "log_file.hpp"

#include <algorithm>
#include <iostream>

#include "program.hpp"
#include "style.hpp"

namespace taper::cli {

result<training_log> read_log_at(const std::string& path, const read_options& reading) {
  note_input(path);
  read_options from_stdin = reading;
  from_stdin.name = "stdin";
  result<training_log> log = path == "-" ? read_log(std::cin, from_stdin) : read_log_file(path, reading);
  return std::move(log).transform_error([&](error e) {
    if (e.code != errc::io && e.code != errc::unknown_name)
      e.message = path + ": " + e.message;  // these name it already
    return e;
  });
}

result<void> one_row_only(const std::string& path, const training_log& log) {
  if (log.series.front().rates > 1) return {};
  const auto& rows = log.series.front().rows;
  const auto row = std::find_if(rows.begin(), rows.end(), [](const log_row& r) { return r.has_rate(); });
  return failed(errc::unsupported,
                path + ": this " + log.format + " log has one row with a learning rate (" + brief(row->rate) +
                    " at step " + std::to_string(row->step) + "): one rate cannot identify a schedule",
                "give a later copy of the log, or log more often");
}

}  // namespace taper::cli
