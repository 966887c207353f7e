// The console of torchtitan if it prints lr, with colors; evaluations are separate series.
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

bool fits_torchtitan(std::string_view line) {
  const auto has = [&](std::string_view word) { return line.find(word) != std::string_view::npos; };
  return has("step:") && has("loss:") && has("memory:") && (has("tps:") || has("validate step"));
}

}  // namespace

constinit const reader torchtitan_format{
    .format = {"torchtitan", "the console of torchtitan if it prints lr; evaluations are separate series",
               "step: 10  loss:  7.1234  grad_norm:  0.8  lr: 3.00e-04", "`step:`, `loss:`, `memory:`, `tps:`",
               "`lr: [a, b]`"},
    .line = {.fits = fits_torchtitan}};

}  // namespace taper::inspection
