// JSON of other trainers: JSON Lines, arrays of row objects (W&B history); keys are classified, nested ones joined by
// '/'.
#include "json_scan.hpp"
#include "reader.hpp"
#include "row_builder.hpp"

namespace taper::inspection {
namespace {

constexpr int deepest = 24;

struct json_reading {
  log_sink& sink;
  name_cache names;
  std::string path;  // the keys that lead here, joined by '/'
  std::string keys;  // the first keys seen, for a message
  std::uint64_t objects = 0;

  void finish_row(const row_builder& row) {
    if (!row.is_row()) return;
    ++objects;
    if (row.max_steps() && *row.max_steps() > 0) sink.log().max_steps = row.max_steps();
    sink.add(row.run(), row.row());
  }
};

bool read_object(json_scanner& scan, json_reading& state, row_builder& row, int depth);

bool read_array(json_scanner& scan, json_reading& state, row_builder* outer, int depth) {
  row_builder row;
  const std::string path = state.path;
  std::size_t index = 0;
  for (;;) {
    const json_token token = scan.next();
    if (token == json_token::end_array) break;
    if (token == json_token::begin_object && depth < deepest) {
      state.path.clear();
      row.clear();
      if (!read_object(scan, state, row, depth + 1)) return false;
      state.finish_row(row);
    } else if (token == json_token::number && outer != nullptr) {
      outer->take(state.names(path), scan.text(), index++);  // "lr": [1e-4, 1e-5]: one rate for each group
    } else if (!scan.skip(token)) {
      return false;
    }
  }
  state.path = path;
  return true;
}

bool read_object(json_scanner& scan, json_reading& state, row_builder& row, int depth) {
  const std::size_t path_size = state.path.size();
  for (;;) {
    json_token token = scan.next();
    if (token == json_token::end_object) return true;
    if (token != json_token::text || !scan.is_key()) return false;
    state.path.resize(path_size);
    if (path_size < 200) state.path.append(path_size > 0 ? "/" : "").append(scan.text().substr(0, 120));
    if (state.objects == 0 && state.keys.size() < 60) {
      state.keys.append(state.keys.empty() ? "" : ", ").append(scan.text().substr(0, 30));
    }
    token = scan.next();
    if (token == json_token::number || token == json_token::text) {
      row.take(state.names(state.path), scan.text());
    } else if (token == json_token::begin_object && depth < deepest) {
      if (!read_object(scan, state, row, depth + 1)) return false;
    } else if (token == json_token::begin_array && depth < deepest) {
      if (!read_array(scan, state, &row, depth + 1)) return false;
    } else if (!scan.skip(token)) {
      return false;
    }
    state.path.resize(path_size);
  }
}

}  // namespace

bool recognizes_json(const first_look& look) {
  std::size_t at = look.head.find_first_not_of(" \t\r\n");
  if (at == std::string_view::npos) return false;
  if (look.head[at] == '{') return true;
  if (look.head[at] != '[') return false;
  at = look.head.find_first_not_of(" \t\r\n", at + 1);
  return at != std::string_view::npos && (look.head[at] == '{' || look.head[at] == ']');
}

read_result read_json(byte_source& source, log_sink& sink, const read_options&) {
  json_scanner scan(source);
  json_reading state{sink, {}, {}, {}, 0};
  row_builder row;
  for (;;) {
    const json_token token = scan.next();
    if (token == json_token::finish) break;
    bool good = token != json_token::broken;
    if (token == json_token::begin_object) {
      row.clear();
      state.path.clear();
      good = read_object(scan, state, row, 0);
      if (good) state.finish_row(row);
    } else if (token == json_token::begin_array) {
      good = read_array(scan, state, nullptr, 0);
    }
    if (!good && state.objects == 0) {
      return error{errc::syntax, "the JSON breaks off or is malformed at byte " + std::to_string(scan.offset()),
                   error::nowhere, "fetch or copy the file again; while a run writes it, try again"};
    }
    if (!good) break;  // a live log may end in the middle of a line: what was read stands
  }
  if (state.objects > 0) return std::nullopt;
  const std::string keys = state.keys.empty() ? std::string() : " (keys: " + state.keys + ")";
  return error{errc::unsupported, "this JSON is no training log: no object in it has a step and a learning rate" + keys,
               error::nowhere, R"(a row is an object: {"step": 10, "lr": 1e-4})"};
}

}  // namespace taper::inspection
