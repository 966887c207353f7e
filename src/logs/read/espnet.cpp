// ESPnet 2: "3epoch:train:1-100batch: loss=…, optim0_lr0=2.000e-06", "3epoch results: [train] …, optim0_lr0=…".
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

std::size_t espnet_epoch(std::string_view line) {
  const std::size_t train = line.find("epoch:train:");
  return train != std::string_view::npos ? train : line.find("epoch results:");
}

bool fits_espnet(std::string_view line) { return espnet_epoch(line) != std::string_view::npos; }

line_result take_espnet(std::string_view line, line_work& work) {
  const std::size_t at = espnet_epoch(line);
  std::size_t begin = at;
  while (begin > 0 && line[begin - 1] >= '0' && line[begin - 1] <= '9') --begin;
  const std::size_t keys = line.find(": ", at);
  if (begin == at || keys == std::string_view::npos) return line_result::other;
  take_by_keys(line.substr(keys + 2), work, {});
  record& row = work.row.row();
  row.epoch = parse_number(line.substr(begin, at - begin));
  row.step.reset();
  work.epoch_key = "epoch";
  work.step_key.clear();
  const std::string_view batches = line.substr(at, keys - at);  // epoch:train:1-100batch
  const std::size_t dash = batches.find('-');
  if (const std::size_t end = batches.find("batch"); dash < end && end != std::string_view::npos) {
    row.step = parse_whole(batches.substr(dash + 1, end - dash - 1));
    work.step_key = "batch";
  }
  return row.epoch ? line_result::row : line_result::nothing;
}

}  // namespace

constinit const reader espnet_format{
    .format = {"espnet", "ESPnet 2", "3epoch:train:1-100batch: loss=8.1, optim0_lr0=2.000e-06, train_time=0.3",
               "`epoch:train:`", "`optim0_lr0`, `optim1_lr0`"},
    .line = {.fits = fits_espnet, .take = take_espnet}};

}  // namespace taper::inspection
