// Tables in Markdown, as in a README: a header between bars names the columns of the rows below it.
#include <algorithm>
#include <string_view>
#include <vector>

#include "logs/read/number_text.hpp"
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

constexpr std::size_t most_cells = 64;

// The cells between bars, without blanks and the marks of bold text and code.
std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> out;
  line.remove_prefix(std::min(line.find('|') + 1, line.size()));
  while (!line.empty() && out.size() < most_cells) {
    const std::size_t end = line.find('|');
    if (end == std::string_view::npos) break;
    std::string_view cell = line.substr(0, end);
    const auto is_mark = [](char c) { return c == ' ' || c == '\t' || c == '*' || c == '`'; };
    while (!cell.empty() && is_mark(cell.front())) cell.remove_prefix(1);
    while (!cell.empty() && is_mark(cell.back())) cell.remove_suffix(1);
    out.push_back(cell);
    line.remove_prefix(end + 1);
  }
  return out;
}

bool fits_markdown(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t");
  return first != std::string_view::npos && line[first] == '|' && line.find_last_not_of(" \t\r") == line.rfind('|') &&
         line.rfind('|') > first;
}

// "| epoch 3 | lr 0.1 |" is a row of another form.
bool has_digit(std::string_view cell) { return cell.find_first_of("0123456789") != std::string_view::npos; }

bool is_header(const std::vector<field_name>& columns) {
  const auto has = [&](field kind) {
    return std::any_of(columns.begin(), columns.end(), [&](const field_name& c) { return c.kind == kind; });
  };
  return has(field::rate) && (has(field::step) || has(field::epoch));
}

line_result take_markdown(std::string_view line, line_work& work) {
  const std::vector<std::string_view> cells = cells_of(line);
  if (std::none_of(cells.begin(), cells.end(), [](std::string_view c) { return parse_number(c).has_value(); })) {
    std::vector<field_name> columns;
    for (const std::string_view cell : cells) columns.push_back(has_digit(cell) ? field_name{} : classify_field(cell));
    if (!is_header(columns)) return line_result::other;
    work.columns = std::move(columns);
    return line_result::nothing;
  }
  if (work.columns.empty() || cells.size() != work.columns.size()) return line_result::other;
  work.row.clear();
  for (std::size_t i = 0; i < cells.size(); ++i) work.row.take(work.columns[i], cells[i]);
  if (!work.row.is_row()) return line_result::other;
  work.rate_key = "|";
  return line_result::row;
}

}  // namespace

constinit const reader markdown_format{
    .format = {"markdown", "tables in Markdown, as in a README", "| 3 | 2.31 | 0.0001 |",
               "a header between bars that names a step or an epoch, and a rate", "–"},
    .line = {.fits = fits_markdown, .take = take_markdown}};

}  // namespace taper::inspection
