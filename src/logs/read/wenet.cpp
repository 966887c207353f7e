// WeNet: "TRAIN Batch epoch/batch loss … lr 0.000004 rank 0".
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

bool fits_wenet(std::string_view line) {
  const std::size_t at = line.find("TRAIN");
  return at != std::string_view::npos && line.find("Batch ", at) != std::string_view::npos &&
         line.find(" rank ", at) != std::string_view::npos;
}

line_result take_wenet(std::string_view line, line_work& work) {
  take_by_keys(line, work, {{{"Batch", field::none}}});
  const std::string_view place = line.substr(line.find("Batch ", line.find("TRAIN")));
  record& row = work.row.row();
  row.epoch = value_after(place, "Batch ");
  row.step = parse_whole(number_after(place, "/"));
  row.of.reset();
  work.epoch_key = work.step_key = "Batch";
  return row.epoch && row.step ? line_result::row : line_result::nothing;
}

}  // namespace

constinit const reader wenet_format{
    .format = {"wenet", "WeNet", "DEBUG TRAIN Batch 0/100 loss 300.1 lr 0.000004 rank 0", "`TRAIN`, `Batch `, ` rank `",
               "–"},
    .line = {.fits = fits_wenet, .take = take_wenet}};

}  // namespace taper::inspection
