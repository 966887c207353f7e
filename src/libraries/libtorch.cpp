// The schedule of LibTorch's C++ torch::optim::StepLR, stepped after the optimizer as its documentation shows.
#include <cmath>

#include "native.hpp"
#include "row.hpp"

namespace taper::libraries::libtorch {

namespace {

/// base gamma^floor((t - 1) / step_size): its step() reads the count before it increments it, so every drop comes one
/// step later than in Python. Source: pytorch/torch/csrc/api/src/optim/schedulers/step_lr.cpp, 1.13.1.
struct step_lr {
  double base;
  std::uint64_t step_size;
  double gamma;
  double operator()(std::uint64_t t) const noexcept {
    return base * std::pow(gamma, t == 0 ? 0.0 : static_cast<double>((t - 1) / step_size));
  }
};

constexpr parameter_row step_rows[] = {
    {"step_size", takes::steps, required, range::at_least(1), "", "steps between two drops"},
    {"gamma", takes::real, 0.1, range::at_least(0), "", "factor of a drop"},
};
made_rule make_step(const arguments& a, const setting& in) {
  return made(step_lr{in.base, a.count("step_size"), a.real("gamma")});
}
void find_in_step(const arguments& a, const setting& in, std::vector<finding>& out) {
  if (a.count("step_size") < in.steps) {
    note(out, "drop-is-late", a.count("step_size"),
         "LibTorch's first drop comes at step " + std::to_string(a.count("step_size") + 1) +
             ", one step later than in Python");
  }
}

constexpr entry rows[] = {
    {"StepLR", "a drop every step_size steps, one step late", "base gamma^floor((t - 1) / step_size)", step_rows,
     base_rate::scaled, "Every drop comes one step later than in Python.",
     &recipe_of<make_step, nullptr, find_in_step>},
};

}  // namespace

}  // namespace taper::libraries::libtorch

namespace taper::libraries {

const library libtorch_library = {
    "libtorch",    "LibTorch (C++), torch::optim::StepLR",
    "1.13.1",      "printed by the library",
    "float64",     "https://github.com/pytorch/pytorch/blob/v1.13.1/torch/csrc/api/src/optim/schedulers/step_lr.cpp",
    1e-3,          "torch::optim::SGDOptions(1e-3)",
    libtorch::rows};

}  // namespace taper::libraries
