// AdamW and SGD on the flat parameters.
#include "train/optimizer.hpp"

#include <cmath>

#include "train/devices.hpp"

namespace taper::lab {
namespace {

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
constexpr bool has_fused = true;
void fused_adamw(const at::Tensor& p, const at::Tensor& g, const at::Tensor& first, const at::Tensor& second,
                 const at::Tensor& rate, const at::Tensor& step, const optimizer_setting& s, double decay) {
  at::_fused_adamw_({p}, {g}, {first}, {second}, {}, {step}, rate, s.beta1, s.beta2, decay, s.epsilon, false, false);
}
#else
constexpr bool has_fused = false;
void fused_adamw(const at::Tensor&, const at::Tensor&, const at::Tensor&, const at::Tensor&, const at::Tensor&,
                 const at::Tensor&, const optimizer_setting&, double) {}
#endif

// Rows of the numbers of a step: the rate; the rate over 1 - b1^t; 1 / sqrt(1 - b2^t); t.
enum number_row : std::int64_t { rate_row, corrected_row, second_row, step_row, number_rows };

}  // namespace

optimizer::optimizer(const optimizer_setting& setting, parameter_store& parameters)
    : setting_(setting), parameters_(parameters) {
  first_ = at::zeros_like(parameters.flat());
  if (setting.kind == optimizer_kind::adamw) second_ = at::zeros_like(first_);
  if (setting.kind == optimizer_kind::adamw && !fused()) work_ = at::empty_like(first_);
  numbers_ = at::zeros({number_rows, parameters.replicas(), 1}, first_.options());
}

void optimizer::set(const std::vector<double>& rates) {
  ++steps_;
  const auto t = static_cast<double>(steps_);
  const double correct1 = 1.0 - std::pow(setting_.beta1, t), correct2 = 1.0 - std::pow(setting_.beta2, t);
  at::Tensor host = at::empty(numbers_.sizes(), at::kFloat);
  auto at = host.accessor<float, 3>();
  for (std::int64_t r = 0; r < parameters_.replicas(); ++r) {
    const double rate = rates[static_cast<std::size_t>(r)];
    at[rate_row][r][0] = static_cast<float>(rate);
    at[corrected_row][r][0] = static_cast<float>(rate / correct1);
    at[second_row][r][0] = static_cast<float>(1.0 / std::sqrt(correct2));
    at[step_row][r][0] = static_cast<float>(t);
  }
  to_device(numbers_, host);
}

at::Tensor optimizer::step() {
  const at::NoGradGuard no_grad;
  at::Tensor& g = parameters_.gradient();
  const at::Tensor norm = g.norm(2, {1});
  if (setting_.clip > 0.0) g.mul_((setting_.clip / (norm + 1e-6)).clamp_max(1.0).unsqueeze(1));
  if (setting_.kind == optimizer_kind::adamw) {
    adamw();
  } else {
    sgd();
  }
  return norm;
}

bool optimizer::fused() const { return has_fused && parameters_.replicas() == 1; }

void optimizer::adamw() {
  const at::Tensor& g = parameters_.gradient();
  at::Tensor& p = parameters_.flat();
  if (fused()) {
    const at::Tensor rate = numbers_[rate_row].squeeze(), step = numbers_[step_row].squeeze();
    const auto one = [&](std::int64_t begin, std::int64_t size, double decay) {
      const auto of = [&](const at::Tensor& t) { return t[0].narrow(0, begin, size); };
      if (size > 0) fused_adamw(of(p), of(g), of(first_), of(second_), rate, step, setting_, decay);
    };
    one(0, parameters_.decayed(), setting_.weight_decay);
    one(parameters_.decayed(), parameters_.count() - parameters_.decayed(), 0.0);
    return;
  }
  if (setting_.weight_decay > 0.0)
    p.narrow(1, 0, parameters_.decayed()).mul_(1.0 - numbers_[rate_row] * setting_.weight_decay);
  first_.mul_(setting_.beta1).add_(g, 1.0 - setting_.beta1);
  second_.mul_(setting_.beta2).addcmul_(g, g, 1.0 - setting_.beta2);
  at::sqrt_out(work_, second_).mul_(numbers_[second_row]).add_(setting_.epsilon);
  at::div_out(work_, first_, work_);
  p.addcmul_(work_, numbers_[corrected_row], -1.0);
}

void optimizer::sgd() {
  at::Tensor& g = parameters_.gradient();
  at::Tensor& p = parameters_.flat();
  if (setting_.weight_decay > 0.0) {
    at::Tensor part = g.narrow(1, 0, parameters_.decayed());
    part.add_(p.narrow(1, 0, parameters_.decayed()), setting_.weight_decay);
  }
  first_.mul_(setting_.beta1).add_(g);
  if (setting_.kind == optimizer_kind::nesterov) {
    p.addcmul_(g.add_(first_, setting_.beta1), numbers_[rate_row], -1.0);
  } else {
    p.addcmul_(first_, numbers_[rate_row], -1.0);
  }
}

std::vector<std::pair<std::string, at::Tensor>> optimizer::state() {
  std::vector<std::pair<std::string, at::Tensor>> out{{"optimizer.first", first_}};
  if (second_.defined()) out.emplace_back("optimizer.second", second_);
  return out;
}

}  // namespace taper::lab
