// Tables: CSV with a header (comma, tab, semicolon);
// W&B chart exports ("run - metric" columns) and Lightning's metrics.csv too.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

#include "logs/read/reader.hpp"
#include "logs/read/row_builder.hpp"
#include "logs/read/table_text.hpp"

namespace taper::inspection {
namespace {

struct column {
  field_name name;
  std::string run;  // W&B: the run's name before " - "
};

// A header in which some column is a rate; the bounds that W&B adds to each metric are no metrics.
std::vector<column> judge_header(const std::vector<std::string_view>& header) {
  std::vector<column> out;
  for (const std::string_view full : header) {
    column one;
    const bool bound = full.ends_with("__MIN") || full.ends_with("__MAX");
    const std::size_t dash = full.rfind(" - ");
    const std::string_view metric = dash == std::string_view::npos ? full : full.substr(dash + 3);
    if (!bound) {
      one.name = classify_field(metric);
      const bool shared = one.name.kind == field::step || one.name.kind == field::epoch;
      if (dash != std::string_view::npos && !shared) one.run = full.substr(0, dash);
      if (shared && dash != std::string_view::npos) one.name = {};  // one run's own counter; "Step" is the shared one
    }
    out.push_back(std::move(one));
  }
  return out;
}

bool has(const std::vector<column>& columns, field kind) {
  return std::any_of(columns.begin(), columns.end(), [&](const column& c) { return c.name.kind == kind; });
}

std::string_view first_line(std::string_view head) {
  while (!head.empty() && (head.front() == '\n' || head.front() == '\r')) head.remove_prefix(1);
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  return head.substr(0, head.find_first_of("\r\n"));
}

std::vector<column> columns_of(std::string_view line, char delimiter) {
  std::vector<std::string_view> fields;
  std::string scratch;
  split_fields(line, delimiter, fields, scratch);
  return judge_header(fields);
}

bool looks_like_header(std::string_view line) {
  return !line.empty() && line.size() < 100'000 && line.front() != '{' && line.front() != '[' &&
         std::none_of(line.begin(), line.end(), [](char c) { return c != '\t' && static_cast<unsigned char>(c) < 32; });
}

}  // namespace

bool recognizes_csv(const first_look& look) {
  const std::string_view line = first_line(look.head);
  if (!looks_like_header(line)) return false;
  const char delimiter = guess_delimiter(line);
  if (line.find(delimiter) == std::string_view::npos)
    return line.size() < 40 && line.find(' ') == std::string_view::npos && classify_field(line).kind == field::rate;
  const std::vector<column> columns = columns_of(line, delimiter);
  // A header names things: a first line of numbers or of prose is none.
  return columns.size() >= 2 && (has(columns, field::rate) || has(columns, field::step) || has(columns, field::loss)) &&
         line.find(": ") == std::string_view::npos;
}

bool recognizes_wandb_csv(const first_look& look) {
  const std::string_view line = first_line(look.head);
  return recognizes_csv(look) &&
         (line.find("__MIN\"") != std::string_view::npos || line.find("__MIN,") != std::string_view::npos ||
          line.find("_runtime") != std::string_view::npos || line.find(" - ") != std::string_view::npos);
}

bool recognizes_lightning(const first_look& look) {
  const std::string_view line = first_line(look.head);
  return recognizes_csv(look) &&
         (line.find("lr-") != std::string_view::npos ||
          (line.find("_step") != std::string_view::npos && line.find("_epoch") != std::string_view::npos));
}

read_result read_csv(byte_source& source, log_sink& sink, const read_options&) {
  line_reader lines(source);
  std::string_view line;
  do {
    if (!lines.next(line)) return error{errc::unsupported, "the table is empty", error::nowhere, {}};
    if (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  } while (line.empty());
  const char delimiter = guess_delimiter(line);
  const std::vector<column> columns = columns_of(line, delimiter);
  const bool steps = has(columns, field::step);
  if (!steps) sink.log().unit = has(columns, field::epoch) ? step_unit::epochs : step_unit::rows;

  std::map<std::string, row_builder, std::less<>> runs;  // one for each run of the file; usually one
  for (const column& c : columns) runs[c.run];
  row_builder shared;
  std::vector<std::string_view> fields;
  std::string scratch;
  std::int64_t index = 0;
  while (lines.next(line)) {
    if (line.empty()) continue;
    split_fields(line, delimiter, fields, scratch);
    shared.clear();
    for (auto& [run, row] : runs) row.clear();
    for (std::size_t i = 0; i < std::min(fields.size(), columns.size()); ++i) {
      if (fields[i].empty() || columns[i].name.kind == field::none) continue;
      const field kind = columns[i].name.kind;
      const bool of_all = kind == field::step || kind == field::epoch || kind == field::run;
      (of_all ? shared : runs.find(columns[i].run)->second).take(columns[i].name, fields[i]);
    }
    if (shared.max_steps()) sink.log().max_steps = shared.max_steps();
    for (auto& [run, row] : runs) {
      row.row().step = shared.row().step;
      row.row().epoch = shared.row().epoch;
      if (sink.log().unit == step_unit::rows) row.row().step = index;
      if (row.is_row()) sink.add(run.empty() ? shared.run() : run, row.row());
      if (row.max_steps() && *row.max_steps() > 0) sink.log().max_steps = row.max_steps();
    }
    ++index;
  }
  sink.log().rows = static_cast<std::uint64_t>(index);
  return std::nullopt;
}

}  // namespace taper::inspection
