// nanoGPT and its forks, build-nanogpt, llm.c's console.
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

// The line of nanoGPT, "iter 250: loss 6.1437, time 135.02ms, mfu 38.91%", has no rate; forks add one.
bool fits_nanogpt(std::string_view line) {
  const bool begins = line.starts_with("step ") || line.starts_with("iter ");
  if (!begins) return false;
  const auto has = [&](std::string_view word) { return line.find(word) != std::string_view::npos; };
  return has("| lr ") || has(", lr ") || (has(": loss ") && has(", time "));
}

}  // namespace

constinit const reader nanogpt_format{
    .format = {"nanogpt", "forks of nanoGPT, build-nanogpt, the console of llm.c",
               "step   250 | loss: 6.1437 | lr 2.1450e-04 | norm: 0.86",
               "`step …` or `iter …` with `| lr `, `, lr `, or `iter N: loss …, time …`", "–"},
    .line = {.fits = fits_nanogpt}};

}  // namespace taper::inspection
