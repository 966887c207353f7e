// The :::MLLOG lines of MLPerf: one object per line, with the step in its metadata.
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

bool fits_mllog(std::string_view line) { return line.find(":::MLL") != std::string_view::npos; }

std::string_view quoted_after(std::string_view line, std::string_view label) {
  const std::size_t at = line.find(label);
  if (at == std::string_view::npos) return {};
  const std::size_t begin = at + label.size();
  return line.substr(begin, line.find('"', begin) - begin);
}

// {"key": "tracked_stats", "value": {"lr": 5.1e-06, …}, "metadata": {"step_num": 100, …}}, and in other benchmarks
// {"key": "learning_rate", "value": 5.1e-06, "metadata": {…}}.
line_result take_mllog(std::string_view line, line_work& work) {
  const line_result taken = take_by_keys(line, work, {});
  const std::string_view key = quoted_after(line, R"("key": ")");
  const field_name& name = work.names(key);
  if (name.kind != field::rate || !work.row.row().rates.empty()) return taken;
  const std::string_view value = number_after(line, R"("value":)");
  if (value.empty()) return taken;
  work.row.row().add_rate(name.group, value);
  work.rate_key = key;
  return line_result::row;
}

}  // namespace

constinit const reader mllog_format{
    .format = {"mllog", "MLPerf results",
               R"(:::MLLOG {"key": "tracked_stats", "value": {"lr": 5.1e-06}, "metadata": {"step_num": 100}})",
               "`:::MLLOG`", "–"},
    .line = {.fits = fits_mllog, .take = take_mllog}};

}  // namespace taper::inspection
