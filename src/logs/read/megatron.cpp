// Megatron-LM stdout: " iteration  10/ 1000 | … | learning rate: 1.500000E-04 | … | lm loss: 9.1E+00 | …", and the
// argument dump at its head ("  lr ........... 0.00015").
#include "logs/read/line_fields.hpp"
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

constexpr std::size_t most_settings = 2000;

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// "  lr_decay_style .................................. cosine"
void take_argument(std::string_view line, training_log& log) {
  const std::size_t dots = line.find(" ...");
  if (dots == std::string_view::npos || log.settings.size() >= most_settings) return;
  std::string_view key = line.substr(0, dots);
  key = trim(key.substr(key.find_last_of(":]") + 1));  // a rank may stand before it: "0:  lr ....", "[default0]:  lr"
  const std::size_t after = line.find_first_not_of('.', dots + 1);
  if (key.empty() || key.find(' ') != std::string_view::npos || after == std::string_view::npos) return;
  log.settings.emplace_back(std::string(key), std::string(trim(line.substr(after))));
}

std::optional<double> value_behind(std::string_view line, std::string_view label) {
  const std::string_view text = number_after(line, label);
  return text.empty() ? std::nullopt : parse_number(text);
}

}  // namespace

bool recognizes_megatron(const first_look& look) {
  const std::size_t iteration = look.head.find(" iteration ");
  return (iteration != std::string_view::npos &&
          look.head.find("| consumed samples:", iteration) != std::string_view::npos) ||
         (look.head.find("elapsed time per iteration (ms):") != std::string_view::npos) ||
         (look.head.find(" arguments ---") != std::string_view::npos &&
          look.head.find("lr_decay_style ...") != std::string_view::npos);
}

read_result read_megatron(byte_source& source, log_sink& sink, const read_options&) {
  line_reader lines(source);
  std::string_view line;
  std::int64_t skipped = 0;
  record row;
  while (lines.next(line)) {
    const std::size_t at = line.find("iteration ");
    if (at == std::string_view::npos) {
      take_argument(line, sink.log());
      continue;
    }
    row = {};
    if (const std::string_view step = number_after(line, "validation loss at iteration "); !step.empty()) {
      row.step = parse_whole(step);
      row.eval_loss = value_behind(line, "loss value:");
      if (row.step) sink.add({}, row);
      continue;
    }
    const std::string_view step = number_after(line.substr(at), "iteration ");
    if (step.empty() || line.find('|', at) == std::string_view::npos) continue;
    row.step = parse_whole(step);
    if (const std::string_view total = number_after(line.substr(at), "/"); !total.empty()) {
      if (const std::optional<std::int64_t> n = parse_whole(total); n && *n > 0) sink.log().max_steps = n;
    }
    row.loss = value_behind(line, "lm loss:");
    if (!row.loss) row.loss = value_behind(line, "| loss:");
    row.grad_norm = value_behind(line, "grad norm:");
    constexpr double most_skipped = 1e9;  // by one line
    const std::optional<double> n = value_behind(line, "number of skipped iterations:");
    if (n && *n >= 0.0 && *n <= most_skipped) {
      skipped += static_cast<std::int64_t>(*n);
      row.skipped = skipped;  // the line counts since the line before
    }
    if (const std::string_view rate = number_after(line, "learning rate:"); !rate.empty()) row.add_rate({}, rate);
    if (row.step) sink.add({}, row);
  }
  return std::nullopt;
}

}  // namespace taper::inspection
