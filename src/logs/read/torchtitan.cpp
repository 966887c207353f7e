// torchtitan's console, where it prints lr: colors and all, its evaluations apart.
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

bool fits_torchtitan(std::string_view line) {
  const auto has = [&](std::string_view word) { return line.find(word) != std::string_view::npos; };
  return has("step:") && has("loss:") && has("memory:") && (has("tps:") || has("validate step"));
}

}  // namespace

constinit const reader torchtitan_format{
    .format = {"torchtitan", "torchtitan's console, where it prints lr; evaluations apart",
               "step: 10  loss:  7.1234  grad_norm:  0.8  lr: 3.00e-04", "`step:`, `loss:`, `memory:`, `tps:`",
               "`lr: [a, b]`"},
    .line = {.fits = fits_torchtitan}};

}  // namespace taper::inspection
