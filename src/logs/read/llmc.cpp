// llm.c's main.log: llmc/logger.h, "s:%d tel:%.4f\n", "s:%d trl:%.4f lr:%.6f norm:%.2f\n".
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

bool fits_llmc(std::string_view line) {
  return line.starts_with("s:") && (line.find(" tel:") < 40 || line.find(" trl:") < 40 || line.find(" eval:") < 40);
}

line_result take_llmc(std::string_view line, line_work& work) {
  work.row.clear();
  record& row = work.row.row();
  row.step = parse_whole(number_after(line, "s:"));
  row.loss = value_after(line, " trl:");
  row.eval_loss = value_after(line, " tel:");
  row.grad_norm = value_after(line, " norm:");
  if (const std::string_view rate = number_after(line, " lr:"); !rate.empty()) row.add_rate({}, rate);
  work.step_key = "s";
  work.rate_key = "lr";
  return row.step ? line_result::row : line_result::nothing;
}

}  // namespace

constinit const reader llmc_format{
    .format = {"llmc", "llm.c (main.log)", "s:250 trl:6.1437 lr:0.000215 norm:0.86", "lines `s:N tel:` / `trl:`", "–"},
    .line = {.fits = fits_llmc, .take = take_llmc}};

}  // namespace taper::inspection
