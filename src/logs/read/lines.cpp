// Logs printed for people, line by line: nanoGPT, llm.c's console, torchtitan, detectron2, HF's printed dictionaries.
#include <algorithm>
#include <cmath>
#include <vector>

#include "logs/read/line_fields.hpp"
#include "logs/read/reader.hpp"
#include "logs/read/row_builder.hpp"

namespace taper::inspection {
namespace {

struct line_state {
  name_cache names;
  std::vector<line_field> fields;
  std::string scratch;
  std::string digits;
  row_builder row;
  std::optional<std::int64_t> bar_step;  // the n of the last progress bar "n/N [", for rows that name no step
  std::optional<std::int64_t> bar_total;
  std::optional<std::int64_t> total;
};

// A row that names no step, between two drawings of the training's progress bar.
struct barred_row {
  record row;
  std::int64_t before = 0;
  std::optional<std::int64_t> after;
};

// "  2%|▏  | 10/500 [00:05<04:12,  1.94it/s]". The training's bar has no words before it and comes first; the bars of
// evaluations look the same and have another N.
bool take_progress_bar(std::string_view line, line_state& state) {
  const std::size_t percent = line.find("%|");
  if (percent == std::string_view::npos) return false;
  const bool described = line.substr(0, percent).find_first_not_of(" 0123456789") != std::string_view::npos;
  for (std::size_t i = 1; i < state.fields.size(); ++i) {
    if (!state.fields[i].after_slash) continue;
    const std::optional<std::int64_t> of = parse_whole(state.fields[i].text);
    if (!state.bar_total && !described) state.bar_total = of;
    if (!described && of == state.bar_total) {
      state.bar_step = parse_whole(state.fields[i - 1].text);
      state.total = of;
    }
    return line.find('{') == std::string_view::npos;  // a printed row may follow the bar on its line
  }
  return false;
}

// Words right before a number may hold more than the key ("INFO - step"): the last two are asked, then the last.
const field_name& judge(line_state& state, std::string_view key) {
  const std::size_t last = key.find_last_of(" \t");
  if (last == std::string_view::npos) return state.names(key);
  const std::size_t two = key.find_last_of(" \t", last - 1);
  if (const field_name& both = state.names(two == std::string_view::npos ? key : key.substr(two + 1));
      both.kind != field::none) {
    return both;
  }
  return state.names(key.substr(last + 1));
}

// Fills state.row; false where the line says nothing.
bool take_line(std::string_view line, line_state& state) {
  line = without_colors(line, state.scratch);
  state.row.clear();
  scan_fields(line, state.fields);
  if (take_progress_bar(line, state) || line.find("'train_runtime'") != std::string_view::npos) return false;
  bool rate = false;
  bool loss = false;
  const bool held_out = line.find("validate step") != std::string_view::npos;  // torchtitan's evaluations
  for (std::size_t i = 0; i < state.fields.size(); ++i) {
    const line_field& f = state.fields[i];
    if (f.key.empty()) continue;
    const std::string_view number = without_commas(f.text, state.digits);
    const field_name& name = judge(state, f.key);
    if (name.kind == field::none) continue;
    if (name.kind == field::rate && rate && f.index == 0) continue;  // base_lr after lr: the first stands for the row
    rate = rate || name.kind == field::rate;
    loss = loss || name.kind == field::loss || name.kind == field::eval_loss;
    if (held_out && name.kind == field::loss)
      state.row.take({field::eval_loss, name.weight, {}}, number);
    else
      state.row.take(name, number, f.index);
    const bool of_total = i + 1 < state.fields.size() && state.fields[i + 1].after_slash;
    if (name.kind == field::step && of_total)
      state.total = parse_whole(without_commas(state.fields[i + 1].text, state.digits));
  }
  if (state.row.max_steps()) state.total = state.row.max_steps();
  record& row = state.row.row();
  return rate || (loss && (row.step || state.bar_step));
}

// The Trainer draws its bar again after a row that it prints, with the step of the row; before the row the bar may be
// some steps old. Other programs draw it before. The epochs that the rows name tell which: steps go with them.
bool bars_follow_rows(const std::vector<barred_row>& rows) {
  const auto far_off = [&](auto step_of) {
    const barred_row& last = rows.back();
    if (!last.row.epoch || !(*last.row.epoch > 0.0)) return 0.0;
    const double steps_per_epoch = static_cast<double>(step_of(last)) / *last.row.epoch;
    double sum = 0.0;
    for (const barred_row& r : rows)
      sum += std::abs(static_cast<double>(step_of(r)) - steps_per_epoch * r.row.epoch.value_or(0.0));
    return sum;
  };
  return far_off([](const barred_row& r) { return r.after.value_or(r.before); }) <
         far_off([](const barred_row& r) { return r.before; });
}

bool has_rate_line(std::string_view head, std::string_view must) {
  line_state state;
  bool found = must.empty();
  while (!head.empty()) {
    const std::size_t end = std::min(head.find_first_of("\r\n"), head.size());
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(end + 1, head.size()));
    if (line.size() > 4000) continue;
    found = found || line.find(must) != std::string_view::npos;
    if (found && line.find(must) != std::string_view::npos && take_line(line, state) &&
        !state.row.row().rates.empty() && (state.row.row().step || must == "'learning_rate':")) {
      return true;
    }
  }
  return false;
}

bool is_text(std::string_view head) {
  const std::string_view start = head.substr(0, 4096);
  return std::none_of(start.begin(), start.end(), [](char c) { return c >= 0 && c < 9; });
}

// nanoGPT's own line, "iter 250: loss 6.1437, time 135.02ms, mfu 38.91%", has no rate; its forks add one.
bool is_nanogpt_line(std::string_view head) {
  const std::size_t at = head.find("iter ");
  const std::size_t loss = at == std::string_view::npos ? at : head.find(": loss ", at);
  return loss != std::string_view::npos && loss < at + 16 && head.find(", time ", loss) < loss + 24;
}

}  // namespace

bool recognizes_hf_stdout(const first_look& look) {
  return is_text(look.head) && has_rate_line(look.head, "'learning_rate':");
}
bool recognizes_torchtitan(const first_look& look) {
  const auto has = [&](std::string_view word) { return look.head.find(word) != std::string_view::npos; };
  return is_text(look.head) && has("step:") && has("loss:") && has("memory:") && has("tps:");
}
bool recognizes_nanogpt(const first_look& look) {
  if (!is_text(look.head)) return false;
  if (is_nanogpt_line(look.head)) return true;
  return (look.head.find("| lr ") != std::string_view::npos || look.head.find(", lr ") != std::string_view::npos) &&
         has_rate_line(look.head, "lr ");
}
bool recognizes_lines(const first_look& look) { return is_text(look.head) && has_rate_line(look.head, {}); }

read_result read_lines(byte_source& source, log_sink& sink, const read_options&) {
  line_reader lines(source);
  line_state state;
  std::string_view line;
  std::vector<barred_row> barred;
  std::int64_t rows = 0;
  bool steps = false;
  while (lines.next(line)) {
    const bool is_row = take_line(line, state);
    if (!barred.empty() && !barred.back().after && state.bar_step && line.find("%|") != std::string_view::npos)
      barred.back().after = state.bar_step;
    if (!is_row) continue;
    record& row = state.row.row();
    if (!row.step && state.bar_step) {
      barred.push_back({row, *state.bar_step, {}});
      continue;
    }
    steps = steps || row.step.has_value();
    if (!row.step && steps) continue;
    if (!row.step) row.step = rows;  // no step in sight: rows are counted
    ++rows;
    sink.add({}, row);
  }
  const bool follow = !barred.empty() && bars_follow_rows(barred);
  for (barred_row& r : barred) {
    r.row.step = follow ? r.after.value_or(r.before) : r.before;
    sink.add({}, r.row);
  }
  steps = steps || !barred.empty();
  if (rows > 0 && !steps) sink.log().unit = step_unit::rows;
  if (state.total && *state.total > 0 && steps) sink.log().max_steps = state.total;
  return std::nullopt;
}

}  // namespace taper::inspection
