// PyTorch's schedulers with verbose=True: a line each time they set a rate.
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

bool fits_torch_scheduler(std::string_view line) {
  const std::size_t at = line.find("ing learning rate of group ");
  return at != std::string_view::npos && line.find(" to ", at) != std::string_view::npos;
}

line_result take_torch_scheduler(std::string_view line, line_work& work) {
  work.row.clear();
  record& row = work.row.row();
  const std::string_view group = number_after(line, "of group ");
  const std::string_view rate = number_after(line, " to ");
  if (rate.empty()) return line_result::nothing;
  row.add_rate(group == "0" ? std::string() : std::string(group), rate);
  work.rate_key = "learning rate of group";
  if (const std::optional<double> epoch = value_after(line, "poch ")) {
    row.epoch = epoch;
    work.epoch_key = "Epoch";
  }
  return line_result::row;
}

}  // namespace

constinit const reader torch_scheduler_format{
    .format = {"torch-scheduler", "the schedulers of PyTorch with verbose=True",
               "Epoch     3: adjusting learning rate of group 0 to 1.0000e-02.", "`adjusting learning rate of group`",
               "number of the group"},
    .line = {.fits = fits_torch_scheduler, .take = take_torch_scheduler}};

}  // namespace taper::inspection
