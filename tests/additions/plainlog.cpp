// An example of a format of logs: "plain step 10 rate 0.1".
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

bool fits_plainlog(std::string_view line) { return line.starts_with("plain step "); }

}  // namespace

constinit const reader plainlog_format{
    .format = {"plainlog", "an example", "plain step 10 rate 0.1", "`plain step`", "–"},
    .line = {.fits = fits_plainlog, .words = {{{"step", field::step}, {"rate", field::rate}}}}};

}  // namespace taper::inspection
