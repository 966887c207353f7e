// Lines with one fixed form: NeMo's progress, DeepSpeed's step reports, llm.c's main.log.
#include <algorithm>

#include "logs/read/line_fields.hpp"
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

std::optional<double> value_after(std::string_view line, std::string_view label) {
  const std::string_view text = number_after(line, label);
  return text.empty() ? std::nullopt : parse_number(text);
}

// "[1e-05, 1e-05]" or "1e-05": every group's text.
void take_list(std::string_view list, record& row) {
  std::size_t group = 0;
  const bool many = !list.empty() && list.front() == '[';
  if (many) list.remove_prefix(1);
  for (;;) {
    const std::string_view text = number_after(list, "");
    if (text.empty()) return;
    row.add_rate(group == 0 ? std::string() : std::to_string(group), text);
    ++group;
    list.remove_prefix(static_cast<std::size_t>(text.data() + text.size() - list.data()));
    if (!many || list.empty() || list.front() != ',' || group >= 256) return;
    list.remove_prefix(1);
  }
}

}  // namespace

bool recognizes_nemo(const first_look& look) {
  const std::size_t at = look.head.find("Training epoch ");
  return at != std::string_view::npos && look.head.find("| lr: ", at) != std::string_view::npos;
}

read_result read_nemo(byte_source& source, log_sink& sink, const read_options&) {
  sink.set_precision({rounding::significant, 4});  // its progress printer writes four significant digits
  line_reader lines(source);
  std::string_view line;
  record row;
  std::optional<std::int64_t> total;
  bool one_epoch = true;
  while (lines.next(line)) {
    const std::size_t at = line.find("Training epoch ");
    if (at == std::string_view::npos) continue;
    line.remove_prefix(at);
    row = {};
    const std::string_view rate = number_after(line, "| lr:");
    const std::string_view iteration = number_after(line, "iteration ");
    if (rate.empty() || iteration.empty()) continue;
    row.add_rate({}, rate);
    const std::string_view global = number_after(line, "| global_step:");
    row.step = parse_whole(global.empty() ? iteration : global);
    one_epoch = one_epoch && value_after(line, "Training epoch ").value_or(0.0) == 0.0;
    if (const std::string_view last = number_after(line, "/"); !last.empty()) total = parse_whole(last);
    row.loss = value_after(line, "reduced_train_loss:");
    row.grad_norm = value_after(line, "grad_norm:");
    sink.add({}, row);
  }
  if (total && one_epoch) sink.log().max_steps = *total + 1;  // it names the last iteration, counted from 0
  return std::nullopt;
}

bool recognizes_deepspeed(const first_look& look) {
  const std::size_t at = look.head.find("step=");
  return at != std::string_view::npos && look.head.find(", skipped=", at) != std::string_view::npos &&
         look.head.find(", lr=", at) != std::string_view::npos;
}

read_result read_deepspeed(byte_source& source, log_sink& sink, const read_options&) {
  line_reader lines(source);
  std::string_view line;
  record row;
  while (lines.next(line)) {
    const std::size_t at = line.find("step=");
    const std::size_t rates = line.find(", lr=");
    if (at == std::string_view::npos || rates == std::string_view::npos ||
        line.find("skipped=") == std::string_view::npos)
      continue;
    row = {};
    row.step = parse_whole(number_after(line.substr(at), "step="));
    const std::string_view skipped = number_after(line, "skipped=");
    if (!skipped.empty()) row.skipped = parse_whole(skipped);
    take_list(line.substr(rates + 5), row);
    if (row.step) sink.add({}, row);
  }
  return std::nullopt;
}

bool recognizes_llmc(const first_look& look) {
  const std::string_view head = look.head;
  if (!head.starts_with("s:")) return false;
  return head.find(" tel:") < 40 || head.find(" trl:") < 40 || head.find(" eval:") < 40;
}

read_result read_llmc(byte_source& source, log_sink& sink, const read_options&) {
  line_reader lines(source);
  std::string_view line;
  record row;
  while (lines.next(line)) {
    if (!line.starts_with("s:")) continue;
    row = {};
    row.step = parse_whole(number_after(line, "s:"));
    row.loss = value_after(line, " trl:");
    row.eval_loss = value_after(line, " tel:");
    row.grad_norm = value_after(line, " norm:");
    if (const std::string_view rate = number_after(line, " lr:"); !rate.empty()) row.add_rate({}, rate);
    if (row.step) sink.add({}, row);
  }
  return std::nullopt;
}

}  // namespace taper::inspection
