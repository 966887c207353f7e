// Hugging Face Trainer: trainer_state.json, {"global_step", "max_steps", "log_history": [{"step", "learning_rate",
// …}]}.
#include <cmath>

#include "logs/read/json_scan.hpp"
#include "logs/read/key_tree.hpp"
#include "logs/read/reader.hpp"
#include "taper/text.hpp"

namespace taper::inspection {
namespace {

error not_json(const json_scanner& scan) {
  return failed(errc::syntax, "the JSON is incomplete or malformed at byte " + std::to_string(scan.offset()),
                "copy the file again; if a run is still writing it, try again later");
}

enum class slot : unsigned char { skip, step, rate, loss, eval_loss, grad_norm, epoch };

// The keys are few and known; trainers that write the file themselves name the rate "lr".
slot slot_of(std::string_view key) {
  if (key == "step") return slot::step;
  if (key == "learning_rate" || key == "lr") return slot::rate;
  if (key == "loss") return slot::loss;
  if (key == "grad_norm") return slot::grad_norm;
  if (key == "eval_loss") return slot::eval_loss;
  return key == "epoch" ? slot::epoch : slot::skip;
}

// The keys of the rows so far, in their order.
struct row_keys {
  static constexpr std::size_t most_bytes = std::size_t{1} << 20;
  key_node node{};
  std::size_t bytes = 0;

  // The slot of the next key; nothing if there is no key.
  std::optional<slot> next(json_scanner& scan) {
    if (const std::string_view foreseen = node.foreseen(); !foreseen.empty() && scan.skip_key(foreseen)) {
      node.take_foreseen();
      return slot_of(foreseen.substr(1, foreseen.size() - 2));
    }
    token = scan.next();
    if (token != json_token::text || !scan.is_key()) return std::nullopt;
    node.find(scan.text(), bytes, most_bytes);
    other_rate = other_rate || scan.text() == "lr";
    return slot_of(scan.text());
  }
  bool other_rate = false;
  json_token token = json_token::broken;  // the key that was found instead
};

// One object of log_history.
bool read_row(json_scanner& scan, log_sink& sink, row_keys& keys) {
  log_row row;
  bool has_step = false;
  bool says = false;
  bool bad_gradient = false;
  bool bad_loss = false;
  digit_shape digits;
  keys.node.begin();
  for (;;) {
    const std::optional<slot> key = keys.next(scan);
    if (!key && keys.token == json_token::end_object) break;
    if (!key) return false;
    const slot into = *key;
    plain_decimal plain;
    const bool quick = scan.take_plain(plain);
    const json_token token = quick ? json_token::number : scan.next();
    if (token != json_token::number || into == slot::skip) {
      if (!scan.skip(token)) return false;
      continue;
    }
    if (into == slot::step) {
      const std::optional<std::int64_t> whole = quick ? plain.whole() : parse_whole(scan.text());
      has_step = whole.has_value();
      if (has_step) row.step = *whole;
      continue;
    }
    const std::optional<written_number> number =
        quick ? written_number{plain.value(), plain.digits} : parse_written(scan.text());
    if (!number) return false;
    const double value = number->value;
    const float narrow = static_cast<float>(value);
    switch (into) {
      case slot::rate:
        if (std::isfinite(value)) {
          row.rate = value;
          digits = number->digits;
          says = true;
        }
        break;
      case slot::loss:
        row.loss = narrow;
        bad_loss = !std::isfinite(value);
        says = true;
        break;
      case slot::eval_loss:
        row.eval_loss = narrow;
        says = true;
        break;
      case slot::grad_norm:
        row.grad_norm = narrow;
        bad_gradient = !std::isfinite(value);
        says = true;
        break;
      case slot::epoch: row.epoch = narrow; break;
      default: break;
    }
  }
  if (!has_step || !says) {
    sink.add_empty();
    return true;
  }
  sink.add(row, digits);
  if (bad_gradient) sink.note_bad_gradient(row.step);
  if (bad_loss) sink.note_bad_loss(row.step);
  return true;
}

bool read_history(json_scanner& scan, log_sink& sink, row_keys& keys) {
  if (scan.next() != json_token::begin_array) return false;
  for (;;) {
    const json_token token = scan.next();
    if (token == json_token::end_array) return true;
    if (token == json_token::begin_object) {
      if (!read_row(scan, sink, keys)) return false;
    } else if (!scan.skip(token)) {
      return false;
    }
  }
}

// The first object has the key "log_history"; a row of another trainer may also contain one, at its end.
bool is_hf(const first_look& look) {
  if (look.head.find("\"log_history\"") == std::string_view::npos) return false;
  byte_source source(look.head);
  json_scanner scan(source);
  json_token token = scan.next();
  if (token != json_token::begin_object) return false;
  while (scan.depth() > 0 && token != json_token::broken) {
    token = scan.next();
    if (token == json_token::text && scan.is_key() && scan.depth() == 1 && scan.text() == "log_history") return true;
  }
  return false;
}

read_result read_hf(byte_source& source, log_sink& sink, const read_options&) {
  json_scanner scan(source);
  if (scan.next() != json_token::begin_object) return not_json(scan);
  training_log& log = sink.log();
  std::string keys;
  row_keys keys_of_rows;
  bool history = false;
  for (;;) {
    json_token token = scan.next();
    if (token == json_token::end_object) break;
    if (token != json_token::text || !scan.is_key()) return not_json(scan);
    const std::string key(scan.text());
    if (keys.size() < 60) keys += (keys.empty() ? "" : ", ") + shortened(key, 30);
    if (key == "log_history") {
      history = true;
      if (!read_history(scan, sink, keys_of_rows)) return not_json(scan);
      continue;
    }
    token = scan.next();
    if (token != json_token::number) {
      if (!scan.skip(token)) return not_json(scan);
      continue;
    }
    if (key == "max_steps") log.max_steps = parse_whole(scan.text());
    if (key == "global_step") log.global_step = parse_whole(scan.text());
    if (key == "num_train_epochs") log.epochs = parse_number(scan.text());
  }
  // json.dumps writes the shortest text of a double; other trainers may round before.
  if (!keys_of_rows.other_rate) sink.set_precision({rounding::float64, 17});
  if (log.max_steps && *log.max_steps <= 0) log.max_steps.reset();  // -1: not set
  if (!history) {
    return failed(errc::unsupported, "this JSON is not a training log: an object with the keys " + keys +
                                         (keys.empty() ? "(none)" : "") + ", without log_history");
  }
  return std::nullopt;
}

}  // namespace

constinit const reader hf_trainer_state_format{
    .format = {"hf-trainer-state", "the Hugging Face Trainer, trl, axolotl: `trainer_state.json`",
               R"({"max_steps": 5000, "log_history": [{"step": 25, "learning_rate": 4.6e-07, "loss": 0.3048}, …]})",
               "an object with `\"log_history\"`", "–"},
    .recognizes = is_hf,
    .read = read_hf};

}  // namespace taper::inspection
