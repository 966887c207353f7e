// torch's schedulers by name and arguments.
#include "configs/torch_schedulers.hpp"

#include <cmath>

#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {

std::optional<result<schedule>> torch_schedule(const keys& k, const std::string& name, std::int64_t u) {
  report& out = k.answer();
  const auto count = [&](std::string_view key, std::optional<std::int64_t> fallback) {
    const std::optional<std::int64_t> v = k.whole(key, 1);
    if (!v && !fallback && !out.failed()) out.fail(k.problem(key, errc::missing, "no " + k.name(key)));
    return v.value_or(fallback.value_or(1)) * u;
  };
  if (name == "StepLR") {
    const std::int64_t each = count("step_size", std::nullopt);
    return call("torch.StepLR", {{"step_size", each}, {"gamma", k.number("gamma", 0.1)}});
  }
  if (name == "ExponentialLR") return call("torch.StepLR", {{"step_size", u}, {"gamma", k.number("gamma", 1.0)}});
  if (name == "MultiStepLR") {
    std::vector<std::int64_t> marks;
    const node* const list = k.find("milestones");
    for (std::size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
      const std::optional<double> v = number_in(list->items[i].text);
      if (!v || *v != std::floor(*v) || *v < 0.0)
        out.fail(k.problem("milestones", errc::syntax, k.name("milestones") + " must be whole epochs"));
      marks.push_back(static_cast<std::int64_t>(v.value_or(0.0)) * u);
    }
    return call("torch.MultiStepLR", {{"milestones", marks}, {"gamma", k.number("gamma", 0.1)}});
  }
  if (name == "ConstantLR") {
    const std::int64_t total = count("total_iters", 5);
    return call("torch.ConstantLR", {{"factor", k.number("factor", 1.0 / 3.0)}, {"total_iters", total}});
  }
  if (name == "LinearLR") {
    const std::int64_t total = count("total_iters", 5);
    return call("torch.LinearLR", {{"start_factor", k.number("start_factor", 1.0 / 3.0)},
                                   {"end_factor", k.number("end_factor", 1.0)},
                                   {"total_iters", total}});
  }
  if (name == "PolynomialLR") {
    const std::int64_t total = count("total_iters", 5);
    return call("torch.PolynomialLR", {{"total_iters", total}, {"power", k.number("power", 1.0)}});
  }
  if (name == "CosineAnnealingLR") {
    const std::int64_t t_max = count("T_max", std::nullopt);
    return call("torch.CosineAnnealingLR", {{"T_max", t_max}, {"eta_min", k.number("eta_min", 0.0)}});
  }
  if (name == "CosineAnnealingWarmRestarts") {
    const std::int64_t first = count("T_0", std::nullopt);
    return call("torch.CosineAnnealingWarmRestarts",
                {{"T_0", first}, {"T_mult", k.whole("T_mult", 1).value_or(1)}, {"eta_min", k.number("eta_min", 0.0)}});
  }
  return std::nullopt;
}

}  // namespace taper::configs
