// timm, Swin and OpenPCDet: "Train: epoch [step/steps of the epoch (percent)]".
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

bool fits_timm(std::string_view line) {
  const std::size_t at = line.find("Train: ");
  return at != std::string_view::npos && line.find('[', at) != std::string_view::npos;
}

}  // namespace

constinit const reader timm_format{
    .format = {"timm", "timm, Swin, OpenPCDet", "Train: 3 [  50/400 ( 12%)]  Loss: 4.01 (4.01)  LR: 6.250e-05",
               "`Train: ` and a bracket", "–"},
    .line = {.fits = fits_timm, .words = {{{"Train", field::epoch}}}}};

}  // namespace taper::inspection
