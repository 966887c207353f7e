// AdamW and SGD on the flat parameters.
#include "train/optimizer.hpp"

#include <cmath>

namespace taper::lab {

optimizer::optimizer(const optimizer_setting& setting, parameter_store& parameters)
    : setting_(setting), parameters_(parameters) {
  first_ = at::zeros_like(parameters.flat());
  work_ = at::empty_like(first_);
  if (setting.kind == optimizer_kind::adamw) second_ = at::zeros_like(first_);
}

at::Tensor optimizer::step(const at::Tensor& rates) {
  const at::NoGradGuard no_grad;
  at::Tensor& g = parameters_.gradient();
  const at::Tensor norm = g.norm(2, {1});
  if (setting_.clip > 0.0) g.mul_((setting_.clip / (norm + 1e-6)).clamp_max(1.0).unsqueeze(1));
  ++steps_;
  if (setting_.kind == optimizer_kind::adamw) {
    adamw(rates);
  } else {
    sgd(rates);
  }
  return norm;
}

void optimizer::adamw(const at::Tensor& rates) {
  const at::Tensor& g = parameters_.gradient();
  at::Tensor& p = parameters_.flat();
  const auto t = static_cast<double>(steps_);
  const double correct1 = 1.0 - std::pow(setting_.beta1, t), correct2 = 1.0 - std::pow(setting_.beta2, t);
  if (setting_.weight_decay > 0.0) p.narrow(1, 0, parameters_.decayed()).mul_(1.0 - rates * setting_.weight_decay);
  first_.mul_(setting_.beta1).add_(g, 1.0 - setting_.beta1);
  second_.mul_(setting_.beta2).addcmul_(g, g, 1.0 - setting_.beta2);
  at::sqrt_out(work_, second_).mul_(1.0 / std::sqrt(correct2)).add_(setting_.epsilon);
  at::div_out(work_, first_, work_);
  p.addcmul_(work_, rates, -1.0 / correct1);
}

void optimizer::sgd(const at::Tensor& rates) {
  at::Tensor& g = parameters_.gradient();
  at::Tensor& p = parameters_.flat();
  if (setting_.weight_decay > 0.0) {
    at::Tensor part = g.narrow(1, 0, parameters_.decayed());
    part.add_(p.narrow(1, 0, parameters_.decayed()), setting_.weight_decay);
  }
  first_.mul_(setting_.beta1).add_(g);
  if (setting_.kind == optimizer_kind::nesterov) {
    p.addcmul_(g.add_(first_, setting_.beta1), rates, -1.0);
  } else {
    p.addcmul_(first_, rates, -1.0);
  }
}

std::vector<std::pair<std::string, at::Tensor>> optimizer::state() {
  std::vector<std::pair<std::string, at::Tensor>> out{{"optimizer.first", first_}};
  if (second_.defined()) out.emplace_back("optimizer.second", second_);
  return out;
}

}  // namespace taper::lab
