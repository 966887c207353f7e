// Tables with a header (comma, tab, semicolon, blanks);
// W&B chart exports ("run - metric" columns) and Lightning's metrics.csv too.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <optional>

#include "logs/read/reader.hpp"
#include "logs/read/row_builder.hpp"
#include "logs/read/table_text.hpp"
#include "taper/text.hpp"

namespace taper::inspection {
namespace {

struct column {
  field_name name;
  std::string run;  // W&B: the run's name before " - "
};

// Whether a column of the header is a rate; the bounds that W&B adds to each metric do not count.
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
      if (shared && dash != std::string_view::npos) one.name = {};  // the counter of one run; "Step" is the shared one
    }
    out.push_back(std::move(one));
  }
  return out;
}

bool has(const std::vector<column>& columns, field kind) {
  return std::any_of(columns.begin(), columns.end(), [&](const column& c) { return c.name.kind == kind; });
}

// A rate, or a list with one for each group: "[0.001]", "[1e-3, 1e-4]".
void take_rates(row_builder& row, const field_name& name, std::string_view cell) {
  if (cell.size() < 2 || cell.front() != '[' || cell.back() != ']') return row.take(name, cell);
  cell = cell.substr(1, cell.size() - 2);
  for (std::size_t index = 0; !cell.empty(); ++index) {
    const std::size_t end = std::min(cell.find(','), cell.size());
    std::string_view one = cell.substr(0, end);
    one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
    row.take(name, one, index);
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
}

constexpr std::size_t most_columns = 20'000;

// The properties of a table, from its first lines.
struct table {
  char delimiter = ',';  ///< a blank stands for runs of blanks
  std::string header;
  std::vector<column> columns;
};

bool is_number(std::string_view field) { return parse_number(field).has_value(); }

// The next line that is not empty; `head` moves past it.
std::string_view next_line(std::string_view& head) {
  while (!head.empty()) {
    const std::size_t end = std::min(head.find_first_of("\r\n"), head.size());
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(end + 1, head.size()));
    if (line.find_first_not_of(" \t") != std::string_view::npos) return line;
  }
  return {};
}

std::string_view without_hash(std::string_view line) {
  const std::size_t at = line.find_first_not_of(" \t");
  return at != std::string_view::npos && line[at] == '#' ? line.substr(at + 1) : line;
}

bool begins_with_hash(std::string_view line) { return without_hash(line).data() != line.data(); }

// Whether the fields are names of columns: words, not numbers or sentences.
bool names_columns(std::string_view line, const std::vector<std::string_view>& fields) {
  if (line.size() > 100'000 || fields.empty() || fields.size() > most_columns ||
      line.find(": ") != std::string_view::npos)
    return false;
  if (line.front() == '{' || (line.front() == '[' && line.find('\t') == std::string_view::npos)) return false;
  if (std::any_of(line.begin(), line.end(), [](char c) { return c != '\t' && static_cast<unsigned char>(c) < 32; }))
    return false;
  return std::none_of(fields.begin(), fields.end(), [](std::string_view f) { return is_number(f) || f.size() > 300; });
}

// The name of the file or its folder may name a single unknown column: `lr/pg0.tsv`, `tag-learning_rate.csv`.
bool name_is_rate(std::string_view path) {
  const std::size_t last = path.find_last_of('/');
  const std::size_t folder =
      last == std::string_view::npos || last == 0 ? std::string_view::npos : path.find_last_of('/', last - 1);
  return classify_field(folder == std::string_view::npos ? path : path.substr(folder + 1)).kind == field::rate;
}

bool is_time(std::string_view name) {
  const std::string lower = lower_case(name);
  return lower.find("time") != std::string::npos || lower == "date";
}

void name_by_file(const std::vector<std::string_view>& header, std::string_view path, std::vector<column>& columns) {
  if (has(columns, field::rate) || !has(columns, field::step)) return;
  column* only = nullptr;
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (columns[i].name.kind != field::none || is_time(header[i])) continue;
    if (only != nullptr) return;
    only = &columns[i];
  }
  if (only != nullptr && name_is_rate(path)) only->name = {field::rate, 1, {}};
}

std::optional<table> table_of(const first_look& look) {
  std::string_view rest = look.head;
  std::string_view header = next_line(rest);
  while (begins_with_hash(header)) {  // "#  step  loss  lr": the last comment line is the header if there is no other
    std::string_view further = rest;
    const std::string_view next = next_line(further);
    std::vector<std::string_view> fields;
    std::string scratch;
    split_fields(without_hash(next), guess_delimiter(without_hash(next)), fields, scratch);
    if (!begins_with_hash(next) && !fields.empty() && is_number(fields.front())) break;
    if (next.empty()) break;
    header = next;
    rest = further;
  }
  header = without_hash(header);
  if (header.empty()) return std::nullopt;
  table out{guess_delimiter(header), std::string(header), {}};
  std::vector<std::string_view> fields;
  std::string scratch;
  split_fields(out.header, out.delimiter, fields, scratch);
  if (!names_columns(header, fields)) return std::nullopt;
  out.columns = judge_header(fields);
  name_by_file(fields, look.name, out.columns);
  const bool single = fields.size() == 1;
  if (single ? out.columns[0].name.kind != field::rate
             : !has(out.columns, field::rate) && !has(out.columns, field::step) && !has(out.columns, field::loss))
    return std::nullopt;
  // Whether the first row has as many fields, with numbers.
  const std::string_view first = next_line(rest);
  if (first.empty()) return fields.size() == 1 ? std::nullopt : std::optional(std::move(out));
  std::vector<std::string_view> cells;
  std::string cell_scratch;
  split_fields(first, out.delimiter, cells, cell_scratch);
  std::size_t filled = 0;
  std::size_t numbers = 0;
  for (const std::string_view cell : cells) {
    filled += cell.empty() ? 0 : 1;
    numbers += !cell.empty() && is_number(cell) ? 1 : 0;
  }
  const bool exact = out.delimiter == ' ';
  const bool same =
      exact ? cells.size() == fields.size() : cells.size() + 1 >= fields.size() && cells.size() <= fields.size() + 1;
  if (!same || numbers == 0 || (exact && 2 * numbers < filled)) return std::nullopt;
  return out;
}

bool is_csv(const first_look& look) { return table_of(look).has_value(); }

bool is_wandb_csv(const first_look& look) {
  const std::optional<table> found = table_of(look);
  if (!found) return false;
  const auto in = [&](std::string_view text) { return found->header.find(text) != std::string::npos; };
  return in("__MIN\"") || in("__MIN,") || in("_runtime") || in(" - ");
}

bool is_lightning_csv(const first_look& look) {
  const std::optional<table> found = table_of(look);
  if (!found) return false;
  const auto in = [&](std::string_view text) { return found->header.find(text) != std::string::npos; };
  return in("lr-") || (in("_step") && in("_epoch"));
}

bool is_tensorboard_export(std::string_view header) { return header == "Wall time,Step,Value"; }

read_result read_csv(byte_source& source, log_sink& sink, const read_options& options) {
  const std::optional<table> found = table_of({source.head(), options.name});
  if (!found)
    return failed(errc::unsupported,
                  "this is not a table: the first line does not name columns, or the second line does not match it",
                  "name step and lr in the first line");
  const std::vector<column>& columns = found->columns;
  if (is_tensorboard_export(found->header) && !has(columns, field::rate))
    return failed(errc::unsupported,
                  "this is a single TensorBoard scalar, and the file name does not indicate a learning rate",
                  "put the tag into the file name, as TensorBoard does: run-tag-learning_rate.csv");
  line_reader lines(source);
  std::string_view line;
  while (lines.next(line) && without_hash(line) != found->header) {
  }
  if (!has(columns, field::step) && !has(columns, field::epoch)) sink.count_rows_from(1);

  std::map<std::string, row_builder, std::less<>> runs;  // one for each run of the file; usually one
  for (const column& c : columns) runs[c.run];
  row_builder shared;
  std::vector<std::string_view> fields;
  std::string scratch;
  while (lines.next(line)) {
    if (line.empty()) continue;
    split_fields(line, found->delimiter, fields, scratch);
    shared.clear();
    for (auto& [run, row] : runs) row.clear();
    for (std::size_t i = 0; i < std::min(fields.size(), columns.size()); ++i) {
      if (fields[i].empty() || columns[i].name.kind == field::none) continue;
      const field kind = columns[i].name.kind;
      const bool of_all = kind == field::step || kind == field::epoch || kind == field::run || kind == field::phase;
      row_builder& row = of_all ? shared : runs.find(columns[i].run)->second;
      if (kind == field::rate)
        take_rates(row, columns[i].name, fields[i]);
      else
        row.take(columns[i].name, fields[i]);
    }
    if (shared.max_steps()) sink.log().max_steps = shared.max_steps();
    bool any = false;
    for (auto& [run, row] : runs) {
      row.row().step = shared.row().step;
      row.row().epoch = shared.row().epoch;
      row.row().of = shared.row().of;
      if (shared.held_out()) row.row().rates.clear();
      any = any || row.is_row();
      if (row.is_row()) sink.add(run.empty() ? shared.run() : run, row.row());
      if (row.max_steps() && *row.max_steps() > 0) sink.log().max_steps = row.max_steps();
    }
    if (!any) sink.add_empty();
  }
  return std::nullopt;
}

}  // namespace

constinit const reader wandb_csv_format{
    .format = {"wandb-csv", "W&B chart exports (`run - metric`, `__MIN`, `__MAX`) and history tables",
               R"("Step","run-1 - train/learning_rate","run-1 - train/learning_rate__MIN",…)",
               "a header with ` - `, `__MIN` or `_runtime`", "the text before ` - ` is the run"},
    .recognizes = is_wandb_csv,
    .read = read_csv};

constinit const reader lightning_csv_format{
    .format = {"lightning-csv", "PyTorch Lightning's CSVLogger, `metrics.csv`", "epoch,lr-AdamW,step,train_loss_step",
               "a header with `lr-…`, or `…_step` and `…_epoch`", "`lr-AdamW/pg1`, `lr-AdamW/pg2`"},
    .recognizes = is_lightning_csv,
    .read = read_csv};

constinit const reader csv_format{
    .format = {"csv",
               "any table with a header (commas, tabs, semicolons, blanks): Keras CSVLogger, Ultralytics and YOLOv5 "
               "`results.csv`, SB3 `progress.csv`, DVCLive, DeePMD `lcurve.out`, flair `loss.tsv`, TensorBoard exports",
               "step,lr,loss", "a header that names a step, a rate or a loss, and numbers below it",
               "a column `run` or `run_name`; `lr/pg0`, `x/lr0`"},
    .recognizes = is_csv,
    .read = read_csv};

}  // namespace taper::inspection
