// JSON of other trainers: JSON Lines, arrays of row objects (W&B history); keys are classified,
// nested ones joined by '/'.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "logs/read/json_scan.hpp"
#include "logs/read/key_tree.hpp"
#include "logs/read/reader.hpp"
#include "logs/read/row_builder.hpp"
#include "taper/text.hpp"

namespace taper::inspection {
namespace {

constexpr int deepest = 24;

// Limit on memory for keys: further keys of a row are ignored, and too many keys are forgotten between rows.
constexpr std::size_t most_bytes_of_keys = std::size_t{1} << 24;
constexpr std::size_t many_bytes_of_keys = std::size_t{1} << 21;

// Numbers of a list under one key.
struct json_list {
  field_name name;
  std::vector<std::string> numbers;
};

// A row, and the lists in its object: lists of equal length are the columns of a table.
struct json_row {
  row_builder values;
  std::vector<json_list> lists;
  void clear() {
    values.clear();
    lists.clear();
  }
};

struct json_reading {
  log_sink& sink;
  std::unique_ptr<key_node> keys = std::make_unique<key_node>();
  key_node passed_over{};
  std::size_t bytes_of_keys = 0;
  std::string first_keys{};  // for a message
  std::uint64_t objects = 0;

  key_node& node_of(key_node& parent, std::string_view key) {
    if (objects == 0 && first_keys.size() < 60)
      first_keys.append(first_keys.empty() ? "" : ", ").append(shortened(key, 30));
    key_node* const node = parent.find(key, bytes_of_keys, most_bytes_of_keys);
    return node == nullptr ? passed_over : *node;
  }
  // Only if no object is open.
  void forget_many_keys() {
    if (bytes_of_keys <= many_bytes_of_keys) return;
    keys = std::make_unique<key_node>();
    bytes_of_keys = 0;
  }
  void finish_row(json_row& whole) {
    row_builder& row = whole.values;
    if (!row.row().step && !row.row().epoch && finish_table(whole.lists)) return;
    if (row.held_out()) row.row().rates.clear();
    if (!row.is_row()) return;
    ++objects;
    if (row.max_steps() && *row.max_steps() > 0) sink.log().max_steps = row.max_steps();
    sink.add(row.run(), row.row());
  }
  // {"loss": [2.0, 1.9, …], "lr": [0.001, 0.0009, …]}: rates, and losses or positions of the same length.
  bool finish_table(const std::vector<json_list>& lists) {
    constexpr std::size_t fewest_rows = 3;
    const auto rates =
        std::find_if(lists.begin(), lists.end(), [](const json_list& l) { return l.name.kind == field::rate; });
    if (rates == lists.end() || rates->numbers.size() < fewest_rows) return false;
    const std::size_t rows = rates->numbers.size();
    const auto belongs = [&](const json_list& l) { return l.numbers.size() == rows; };
    if (std::none_of(lists.begin(), lists.end(),
                     [&](const json_list& l) { return l.name.kind != field::rate && belongs(l); }))
      return false;
    sink.count_rows_from(fewest_rows);
    row_builder row;
    for (std::size_t i = 0; i < rows; ++i) {
      row.clear();
      for (const json_list& l : lists) {
        if (belongs(l)) row.take(l.name, l.numbers[i]);
      }
      ++objects;
      sink.add({}, row.row());
    }
    return true;
  }
};

bool is_column(field kind) {
  return kind == field::rate || kind == field::step || kind == field::epoch || kind == field::loss ||
         kind == field::eval_loss;
}

bool read_object(json_scanner& scan, json_reading& state, key_node& keys, json_row& row, int depth);

bool read_array(json_scanner& scan, json_reading& state, const key_node* key, json_row* outer, int depth) {
  json_row row;
  std::size_t index = 0;
  for (;;) {
    const json_token token = scan.next();
    if (token == json_token::end_array) return true;
    if (token == json_token::begin_object && depth < deepest) {
      row.clear();
      if (!read_object(scan, state, *state.keys, row, depth + 1)) return false;
      state.finish_row(row);
      if (depth == 0) state.forget_many_keys();
    } else if (token == json_token::number && outer != nullptr) {
      const field kind = key->name().kind;
      if (index == 0 && is_column(kind)) outer->lists.push_back({key->name(), {}});
      if (is_column(kind)) outer->lists.back().numbers.emplace_back(scan.text());
      const bool position = kind == field::step || kind == field::epoch;   // a row has one
      if (!position) outer->values.take(key->name(), scan.text(), index);  // "lr": [1e-4, 1e-5]: one rate a group
      ++index;
    } else if (!scan.skip(token)) {
      return false;
    }
  }
}

bool read_object(json_scanner& scan, json_reading& state, key_node& keys, json_row& row, int depth) {
  keys.begin();
  for (;;) {
    key_node* key = nullptr;
    if (const std::string_view foreseen = keys.foreseen(); !foreseen.empty() && scan.skip_key(foreseen)) {
      key = &keys.take_foreseen();
    } else {
      const json_token token = scan.next();
      if (token == json_token::end_object) return true;
      if (token != json_token::text || !scan.is_key()) return false;
      key = &state.node_of(keys, scan.text());
    }
    plain_decimal number;
    if (scan.take_plain(number)) {
      row.values.take(key->name(), number);
      continue;
    }
    const json_token token = scan.next();
    if (token == json_token::number || token == json_token::text) {
      row.values.take(key->name(), scan.text());
    } else if (token == json_token::begin_object && depth < deepest) {
      if (!read_object(scan, state, *key, row, depth + 1)) return false;
    } else if (token == json_token::begin_array && depth < deepest) {
      if (!read_array(scan, state, key, &row, depth + 1)) return false;
    } else if (!scan.skip(token)) {
      return false;
    }
  }
}

// More complete values than other lines: a text that begins with a JSON configuration is not JSON.
bool is_json(const first_look& look) {
  const std::string_view head = look.head;
  std::size_t at = head.find_first_not_of(" \t\r\n");
  if (at != std::string_view::npos && head[at] == '[') at = head.find_first_not_of(" \t\r\n", at + 1);
  if (at == std::string_view::npos || (head[at] != '{' && head[at] != ']')) return false;
  if (head[at] == '{') {
    at = head.find_first_not_of(" \t\r\n", at + 1);
    if (at != std::string_view::npos && head[at] != '"' && head[at] != '}') return false;
  }
  byte_source source(head);
  json_scanner scan(source);
  std::size_t whole = 0;
  std::size_t other = 0;
  for (;;) {
    const json_token token = scan.next();
    if (token == json_token::finish) break;
    if (token == json_token::end_object || token == json_token::end_array) whole += scan.depth() == 0 ? 1 : 0;
    if (token != json_token::broken) continue;
    const bool inside = scan.depth() > 0;
    if (scan.skip_line()) {
      ++other;
    } else {
      whole += inside ? 1 : 0;  // a value that continues after the head, or is incomplete
      break;
    }
  }
  return whole > other;
}

}  // namespace

read_result read_json(byte_source& source, log_sink& sink, const read_options&) {
  json_scanner scan(source);
  json_reading state{sink};
  json_row row;
  for (;;) {
    const json_token token = scan.next();
    if (token == json_token::finish) break;
    bool good = token != json_token::broken;
    if (token == json_token::begin_object) {
      row.clear();
      good = read_object(scan, state, *state.keys, row, 0);
      if (good) state.finish_row(row);
      state.forget_many_keys();
    } else if (token == json_token::begin_array) {
      good = read_array(scan, state, nullptr, nullptr, 0);
    }
    if (good) continue;
    // Other programs may have printed between rows; a log that is being written may end in the middle of a line.
    const std::size_t at = scan.offset();
    if (scan.skip_line()) continue;
    if (state.objects == 0) {
      return failed(errc::syntax, "the JSON is incomplete or malformed at byte " + std::to_string(at),
                    "copy the file again; if a run is still writing it, try again later");
    }
    break;
  }
  if (state.objects > 0) return std::nullopt;
  const std::string keys = state.first_keys.empty() ? std::string() : " (keys: " + state.first_keys + ")";
  return failed(errc::unsupported,
                "this JSON is not a training log: no object in it has a step and a learning rate" + keys,
                R"(a row is an object: {"step": 10, "lr": 1e-4})");
}

constinit const reader jsonl_format{
    .format = {"jsonl",
               "JSON Lines and arrays of objects: W&B history, LLaMA-Factory, ms-swift, mmcv, MMEngine, detectron2, "
               "fairseq, DETR; steps, epochs, or steps that restart in each epoch",
               R"({"step": 10, "lr": 0.0001, "loss": 2.31})", "`{` or `[{`, and JSON in the first 64 KiB",
               "`\"lr\": [1e-4, 1e-5]`, `lr/pg1`; `\"run\"`, `\"run_name\"`"},
    .recognizes = is_json,
    .read = read_json};

}  // namespace taper::inspection
