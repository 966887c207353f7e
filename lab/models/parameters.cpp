// The parameters of a model in one flat tensor.
#include "models/parameters.hpp"

#include "models/random.hpp"

namespace taper::lab {
namespace {

std::int64_t size_of(const parameter& p) {
  std::int64_t n = 1;
  for (const std::int64_t s : p.shape) n *= s;
  return n;
}

}  // namespace

std::size_t parameter_store::declare(parameter p) {
  declared_.push_back(std::move(p));
  return declared_.size() - 1;
}

void parameter_store::allocate(std::int64_t replicas, const at::Device& device, bool channels_last) {
  offsets_.assign(declared_.size(), 0);
  total_ = 0;
  for (const bool pass : {true, false}) {
    for (std::size_t i = 0; i < declared_.size(); ++i) {
      if (declared_[i].decayed != pass) continue;
      offsets_[i] = total_;
      total_ += size_of(declared_[i]);
    }
    if (pass) decayed_ = total_;
  }
  channels_last_ = channels_last;
  const at::Tensor flat = at::zeros({replicas, total_}, at::TensorOptions().dtype(at::kFloat).device(device));
  lie_over(flat, at::zeros_like(flat));
}

void parameter_store::lie_over(const at::Tensor& flat, const at::Tensor& gradient) {
  flat_ = flat;
  gradient_ = gradient;
  leaves_.clear();
  for (std::size_t i = 0; i < declared_.size(); ++i) {
    at::Tensor leaf = view_of(flat_, i).detach();
    leaf.requires_grad_(true);
    leaf.mutable_grad() = view_of(gradient_, i);
    leaves_.push_back(leaf);
  }
}

at::Tensor parameter_store::view_of(const at::Tensor& rows, std::size_t index) const {
  const parameter& p = declared_[index];
  std::vector<std::int64_t> shape = p.shape;
  const bool swap = channels_last_ && shape.size() == 4;
  if (swap) shape = {shape[0], shape[2], shape[3], shape[1]};
  if (rows.size(0) > 1) shape.insert(shape.begin(), rows.size(0));
  at::Tensor view = rows.narrow(1, offsets_[index], size_of(p)).view(shape);
  if (swap) view = view.movedim(-1, -3);
  return view;
}

void parameter_store::initialize(std::int64_t replica, std::uint64_t seed) {
  const at::NoGradGuard no_grad;
  for (std::size_t i = 0; i < declared_.size(); ++i) {
    const parameter& p = declared_[i];
    at::Tensor values = at::empty(p.shape, at::kFloat);
    float* const out = values.data_ptr<float>();
    if (p.start.is == initial::kind::constant) {
      values.fill_(p.start.value);
    } else {
      random_stream draws(stream_kind::initialization, seed, i);
      for (std::int64_t k = 0; k < values.numel(); ++k) out[k] = static_cast<float>(p.start.value * draws.normal());
    }
    at::Tensor leaf = leaves_[i].detach();
    if (replicas() > 1) leaf = leaf[replica];
    leaf.copy_(values);
  }
}

}  // namespace taper::lab
