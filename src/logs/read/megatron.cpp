// Megatron-LM stdout: " iteration  10/ 1000 | … | learning rate: 1.500000E-04 | … | lm loss: 9.1E+00 | …", and the
// argument dump at its head ("  lr ........... 0.00015").
#include "logs/read/line_fields.hpp"
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

constexpr std::size_t most_arguments = 2000;

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// "  lr_decay_style .................................. cosine"
bool take_argument(std::string_view line, training_log& log) {
  const std::size_t dots = line.find(" ...");
  if (dots == std::string_view::npos || log.settings.size() >= most_arguments) return false;
  std::string_view key = line.substr(0, dots);
  key = trim_blanks(key.substr(key.find_last_of(":]") + 1));  // a rank may come first: "0:  lr ....", "[default0]:  lr"
  const std::size_t after = line.find_first_not_of('.', dots + 1);
  if (key.empty() || key.find(' ') != std::string_view::npos || after == std::string_view::npos) return false;
  log.settings.emplace_back(std::string(key), std::string(trim_blanks(line.substr(after))));
  return true;
}

bool fits_megatron(std::string_view line) {
  if (line.find(" ...") != std::string_view::npos) return true;
  const std::size_t at = line.find("iteration ");
  return at != std::string_view::npos && line.find('|', at) != std::string_view::npos;
}

line_result take_megatron(std::string_view line, line_work& work) {
  const std::size_t at = line.find("iteration ");
  if (at == std::string_view::npos) return take_argument(line, *work.log) ? line_result::nothing : line_result::other;
  work.row.clear();
  record& row = work.row.row();
  if (const std::string_view step = number_after(line, "validation loss at iteration "); !step.empty()) {
    row.step = parse_whole(step);
    row.eval_loss = value_after(line, "loss value:");
    return row.step ? line_result::row : line_result::nothing;
  }
  const std::string_view rate = number_after(line, "learning rate:");
  const bool own = !rate.empty() || line.find("consumed samples:") != std::string_view::npos ||
                   line.find("elapsed time per iteration (ms):") != std::string_view::npos;
  const std::string_view step = number_after(line.substr(at), "iteration ");
  if (!own || step.empty()) return line_result::other;
  row.step = parse_whole(step);
  if (!row.step) return line_result::nothing;
  if (const std::string_view total = number_after(line.substr(at), "/"); !total.empty()) {
    if (const std::optional<std::int64_t> n = parse_whole(total); n && *n > 0) work.log->max_steps = n;
  }
  row.loss = value_after(line, "lm loss:");
  if (!row.loss) row.loss = value_after(line, "| loss:");
  row.grad_norm = value_after(line, "grad norm:");
  constexpr double most_skipped = 1e9;  // of one line
  const std::optional<double> n = value_after(line, "number of skipped iterations:");
  if (n && *n >= 0.0 && *n <= most_skipped) {
    work.skipped += static_cast<std::int64_t>(*n);
    row.skipped = work.skipped;  // the line counts since the previous line
  }
  if (!rate.empty()) row.add_rate({}, rate);
  work.step_key = "iteration";
  work.rate_key = "learning rate";
  return line_result::row;
}

}  // namespace

constinit const reader megatron_format{
    .format = {"megatron",
               "Megatron-LM and its forks (stdout); the arguments at its beginning give the requested schedule",
               " iteration       10/    1000 | … | learning rate: 1.500000E-04 | … | lm loss: 9.1E+00 | …",
               " iteration … | with a learning rate or consumed samples", "–"},
    .line = {.fits = fits_megatron, .take = take_megatron}};

}  // namespace taper::inspection
