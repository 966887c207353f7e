// NeMo 2's progress lines.
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

bool fits_nemo(std::string_view line) {
  const std::size_t at = line.find("Training epoch ");
  return at != std::string_view::npos && line.find("| lr:", at) != std::string_view::npos;
}

line_result take_nemo(std::string_view line, line_work& work) {
  line.remove_prefix(line.find("Training epoch "));
  work.row.clear();
  record& row = work.row.row();
  const std::string_view rate = number_after(line, "| lr:");
  const std::string_view iteration = number_after(line, "iteration ");
  if (rate.empty() || iteration.empty()) return line_result::nothing;
  row.add_rate({}, rate);
  const std::string_view global = number_after(line, "| global_step:");
  const std::optional<double> epoch = value_after(line, "Training epoch ");
  row.step = parse_whole(global.empty() ? iteration : global);
  if (!row.step) return line_result::nothing;
  if (global.empty()) row.epoch = epoch;
  if (const std::string_view last = number_after(line, "/"); !last.empty() && epoch.value_or(0.0) == 0.0) {
    if (const std::optional<std::int64_t> n = parse_whole(last)) row.of = *n + 1;  // the last one, counted from 0
  }
  row.loss = value_after(line, "reduced_train_loss:");
  row.grad_norm = value_after(line, "grad_norm:");
  work.step_key = "iteration";
  work.rate_key = "lr";
  return line_result::row;
}

}  // namespace

constinit const reader nemo_format{
    .format = {"nemo", "the progress lines of NeMo 2",
               "Training epoch 0, iteration 9/99 | lr: 2.999e-06 | global_step: 9 | reduced_train_loss: 11.03",
               "`Training epoch …` with `| lr: `", "–"},
    .line = {.fits = fits_nemo, .take = take_nemo}};

}  // namespace taper::inspection
