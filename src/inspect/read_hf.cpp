// Hugging Face Trainer: trainer_state.json, {"global_step", "max_steps", "log_history": [{"step", "learning_rate",
// …}]}.
#include <cmath>

#include "json_scan.hpp"
#include "reader.hpp"

namespace taper::inspection {
namespace {

error not_json(const json_scanner& scan) {
  return {errc::syntax, "the JSON breaks off or is malformed at byte " + std::to_string(scan.offset()), error::nowhere,
          "fetch or copy the file again; while a run writes it, try again"};
}

// One object of log_history. The keys are few and known, so they are compared by hand.
bool read_row(json_scanner& scan, log_sink& sink, std::string& rate_text) {
  log_row row;
  bool has_step = false;
  bool says = false;
  bool bad_gradient = false;
  bool bad_loss = false;
  rate_text.clear();
  for (;;) {
    json_token token = scan.next();
    if (token == json_token::end_object) break;
    if (token != json_token::text || !scan.is_key()) return false;
    const std::string_view key = scan.text();
    enum class slot : unsigned char { skip, step, rate, loss, eval_loss, grad_norm, epoch };
    slot into = slot::skip;
    if (key == "step")
      into = slot::step;
    else if (key == "learning_rate")
      into = slot::rate;
    else if (key == "loss")
      into = slot::loss;
    else if (key == "grad_norm")
      into = slot::grad_norm;
    else if (key == "eval_loss")
      into = slot::eval_loss;
    else if (key == "epoch")
      into = slot::epoch;
    token = scan.next();
    if (token != json_token::number || into == slot::skip) {
      if (!scan.skip(token)) return false;
      continue;
    }
    const std::string_view text = scan.text();
    if (into == slot::step) {
      const std::optional<std::int64_t> whole = parse_whole(text);
      has_step = whole.has_value();
      if (has_step) row.step = *whole;
      continue;
    }
    const std::optional<double> number = parse_number(text);
    if (!number) return false;
    const float narrow = static_cast<float>(*number);
    switch (into) {
      case slot::rate:
        if (std::isfinite(*number)) {
          row.rate = *number;
          rate_text = text;
          says = true;
        }
        break;
      case slot::loss:
        row.loss = narrow;
        bad_loss = !std::isfinite(*number);
        says = true;
        break;
      case slot::eval_loss:
        row.eval_loss = narrow;
        says = true;
        break;
      case slot::grad_norm:
        row.grad_norm = narrow;
        bad_gradient = !std::isfinite(*number);
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
  sink.add(row, rate_text);
  if (bad_gradient) sink.note_bad_gradient(row.step);
  if (bad_loss) sink.note_bad_loss(row.step);
  return true;
}

bool read_history(json_scanner& scan, log_sink& sink) {
  if (scan.next() != json_token::begin_array) return false;
  std::string rate_text;
  for (;;) {
    const json_token token = scan.next();
    if (token == json_token::end_array) return true;
    if (token == json_token::begin_object) {
      if (!read_row(scan, sink, rate_text)) return false;
    } else if (!scan.skip(token)) {
      return false;
    }
  }
}

}  // namespace

bool recognizes_hf(const first_look& look) {
  const std::size_t first = look.head.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && look.head[first] == '{' &&
         look.head.find("\"log_history\"") != std::string_view::npos;
}

read_result read_hf(byte_source& source, log_sink& sink, const read_options&) {
  json_scanner scan(source);
  sink.set_precision({rounding::float64, 17});  // json.dumps writes the shortest text of a double
  if (scan.next() != json_token::begin_object) return not_json(scan);
  training_log& log = sink.log();
  std::string keys;
  bool history = false;
  for (;;) {
    json_token token = scan.next();
    if (token == json_token::end_object) break;
    if (token != json_token::text || !scan.is_key()) return not_json(scan);
    const std::string key(scan.text());
    if (keys.size() < 60) keys += (keys.empty() ? "" : ", ") + key.substr(0, 30);
    if (key == "log_history") {
      history = true;
      if (!read_history(scan, sink)) return not_json(scan);
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
  if (log.max_steps && *log.max_steps <= 0) log.max_steps.reset();  // -1: not set
  if (!history) {
    return error{errc::unsupported,
                 "this JSON is no training log: an object with the keys " + keys + (keys.empty() ? "(none)" : "") +
                     ", and no log_history",
                 error::nowhere,
                 {}};
  }
  return std::nullopt;
}

}  // namespace taper::inspection
