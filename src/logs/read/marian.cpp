// Marian: "Ep. 1 : Up. 1000 : Sen. 63,000 : Cost 8.1 : … : L.r. 1.8750e-05".
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

bool fits_marian(std::string_view line) {
  const std::size_t at = line.find("Up. ");
  return at != std::string_view::npos && line.find("L.r. ", at) != std::string_view::npos;
}

}  // namespace

constinit const reader marian_format{
    .format = {"marian", "Marian", "Ep. 1 : Up. 1000 : Sen. 63,000 : Cost 8.10 : Time 100.0s : L.r. 1.8750e-05",
               "`Up. ` and `L.r. `", "–"},
    .line = {.fits = fits_marian, .words = {{{"Up", field::step}, {"Ep", field::none}, {"Cost", field::loss}}}}};

}  // namespace taper::inspection
