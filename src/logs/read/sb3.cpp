// The console tables of Stable-Baselines3: a key and a value in each line, a record between two borders.
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

std::string_view cell_text(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

bool fits_sb3(std::string_view line) {
  if (line.starts_with("-----")) return line.find_first_not_of("- ") == std::string_view::npos;
  return line.starts_with("| ") && line.find('|', 2) != std::string_view::npos;
}

line_result take_sb3(std::string_view line, line_work& work) {
  if (line.front() == '-') {
    work.row = work.table;
    work.table.clear();
    work.step_key = "table";
    work.rate_key = "table";
    const record& row = work.row.row();
    return row.step && (!row.rates.empty() || row.loss) ? line_result::row : line_result::nothing;
  }
  const std::size_t middle = line.find('|', 2);
  const std::size_t end = line.find('|', middle + 1);
  if (end == std::string_view::npos || line.find('|', end + 1) != std::string_view::npos) return line_result::other;
  const std::string_view key = cell_text(line.substr(1, middle - 1));
  work.table.take(work.names(key), cell_text(line.substr(middle + 1, end - middle - 1)));
  return line_result::nothing;
}

}  // namespace

constinit const reader sb3_format{
    .format = {"sb3", "Stable-Baselines3's console", "|    learning_rate     | 0.0003   |",
               "tables of `| key | value |` between borders", "–"},
    .line = {.fits = fits_sb3, .take = take_sb3}};

}  // namespace taper::inspection
