// GPT-2: pre-norm blocks of attention and MLP, learned positions, tied embedding; one or many replicas at once.
#include <cmath>

#include "models/attention.hpp"
#include "models/autocast.hpp"
#include "models/model.hpp"

namespace taper::lab {
namespace {

constexpr double epsilon = 1e-5;

class gpt final : public model {
 public:
  gpt(const gpt_shape& shape, std::int64_t replicas, const at::Device& device, const precision& how)
      : shape_(shape), replicas_(replicas), device_(device.type()), bf16_(how.bf16) {
    const std::int64_t c = shape.width;
    // Residual branches add up over 2 layers' worth of blocks, so their last weights start smaller (GPT-2).
    const initial normal{initial::kind::normal, 0.02};
    const initial residual{initial::kind::normal, 0.02 / std::sqrt(2.0 * shape.layers)};
    tokens_ = parameters_.declare({"tokens", {shape.vocabulary, c}, true, normal});
    positions_ =
        parameters_.declare({"positions", {shape.positions > 0 ? shape.positions : shape.block, c}, true, normal});
    for (int i = 0; i < shape.layers; ++i) {
      const std::string at = "block." + std::to_string(i) + ".";
      blocks_.push_back({.norm1 = norm(at + "norm1"),
                         .attention = linear(at + "attention", 3 * c, c, normal),
                         .project = linear(at + "project", c, c, residual),
                         .norm2 = norm(at + "norm2"),
                         .expand = linear(at + "expand", 4 * c, c, normal),
                         .contract = linear(at + "contract", c, 4 * c, residual)});
    }
    last_ = norm("norm");
    parameters_.allocate(replicas, device, false);
    if (replicas == 1) fill_vocabulary(device);
    if (replicas > 1) rows_ = at::arange(replicas, at::TensorOptions().dtype(at::kLong).device(device)).unsqueeze(1);
  }

  at::Tensor loss(const batch& b) override {
    const autocast_scope scope(device_, bf16_);
    const at::Tensor out = logits(b.inputs).to(at::kFloat);
    const std::int64_t v = out.size(-1);
    if (replicas_ == 1) return at::cross_entropy_loss(out.reshape({-1, v}), b.targets.reshape({-1})).view({1});
    return at::cross_entropy_loss(out.reshape({-1, v}), b.targets.reshape({-1}), {}, at::Reduction::None)
        .view({replicas_, -1})
        .mean(1);
  }

  score evaluate(const batch& b) override {
    const at::NoGradGuard no_grad;
    return {loss(b), {}};
  }

  at::Tensor buffers() override { return {}; }

 private:
  struct block {
    std::size_t norm1, attention, project, norm2, expand, contract;
  };

  // A GPU multiplies matrices several times slower if their rows are not a multiple of 16 bytes, and 50,257 is odd: the
  // last product is padded with rows of zeros for nonexistent tokens, with a bias so that they are never chosen.
  void fill_vocabulary(const at::Device& device) {
    constexpr std::int64_t whole = 64;
    const std::int64_t v = shape_.vocabulary;
    fill_ = device.is_cuda() ? (whole - v % whole) % whole : 0;
    if (fill_ == 0) return;
    never_ = at::zeros({v + fill_}, at::TensorOptions().dtype(at::kFloat).device(device));
    never_.narrow(0, v, fill_).fill_(-1e9);
  }

  std::size_t norm(const std::string& name) {
    const std::size_t gain =
        parameters_.declare({name + ".gain", {shape_.width}, false, {initial::kind::constant, 1.0}});
    parameters_.declare({name + ".bias", {shape_.width}, false, {}});
    return gain;
  }
  std::size_t linear(const std::string& name, std::int64_t out, std::int64_t in, initial start) {
    const std::size_t weight = parameters_.declare({name + ".weight", {out, in}, true, start});
    parameters_.declare({name + ".bias", {out}, false, {}});
    return weight;
  }

  // x is [R, N, C] throughout, and [N, C] where R = 1.
  at::Tensor apply_norm(const at::Tensor& x, std::size_t at) const {
    const at::Tensor &gain = parameters_[at], &bias = parameters_[at + 1];
    if (replicas_ == 1) return at::layer_norm(x, {shape_.width}, gain, bias, epsilon);
    return at::addcmul(bias.unsqueeze(1), at::layer_norm(x, {shape_.width}, {}, {}, epsilon), gain.unsqueeze(1));
  }
  at::Tensor apply_linear(const at::Tensor& x, std::size_t at) const {
    const at::Tensor &weight = parameters_[at], &bias = parameters_[at + 1];
    if (replicas_ == 1) return at::linear(x, weight, bias);
    return at::baddbmm(bias.unsqueeze(1), x, weight.transpose(1, 2));
  }

  at::Tensor logits(const at::Tensor& ids) const {
    const std::int64_t t = ids.size(-1), c = shape_.width, n = ids.numel() / replicas_;
    const std::int64_t sequences = ids.numel() / t;
    at::Tensor x;
    if (replicas_ == 1) {
      x = at::embedding(parameters_[tokens_], ids.view({sequences, t})) + parameters_[positions_].narrow(0, 0, t);
      x = x.view({n, c});
    } else {
      x = parameters_[tokens_].index({rows_, ids.view({replicas_, n})}).view({replicas_, -1, t, c}) +
          parameters_[positions_].narrow(1, 0, t).unsqueeze(1);
      x = x.view({replicas_, n, c});
    }
    for (const block& b : blocks_) {
      const at::Tensor qkv = apply_linear(apply_norm(x, b.norm1), b.attention);
      const at::Tensor mixed = causal_attention(qkv.reshape({sequences, t, 3 * c}), shape_.heads);
      x = x + apply_linear(mixed.reshape(x.sizes()), b.project);
      x = x + apply_linear(at::gelu(apply_linear(apply_norm(x, b.norm2), b.expand), "tanh"), b.contract);
    }
    x = apply_norm(x, last_);
    if (fill_ > 0) return at::linear(x, at::constant_pad_nd(parameters_[tokens_], {0, 0, 0, fill_}), never_);
    if (replicas_ == 1) return at::linear(x, parameters_[tokens_]);
    return at::bmm(x, parameters_[tokens_].transpose(1, 2));
  }

  gpt_shape shape_;
  std::int64_t replicas_;
  at::DeviceType device_;
  bool bf16_;
  std::size_t tokens_ = 0, positions_ = 0, last_ = 0;
  std::vector<block> blocks_;
  at::Tensor rows_;
  std::int64_t fill_ = 0;  // nonexistent tokens
  at::Tensor never_;
};

}  // namespace

std::unique_ptr<model> make_gpt(const gpt_shape& shape, std::int64_t replicas, const at::Device& device,
                                const precision& how) {
  return std::make_unique<gpt>(shape, replicas, device, how);
}

}  // namespace taper::lab
