// ResNet-18 with the stem for 32 x 32 images: one 3 x 3 convolution, no pooling before the blocks.
#include <cmath>

#include "models/autocast.hpp"
#include "models/model.hpp"

namespace taper::lab {
namespace {

constexpr double epsilon = 1e-5;
constexpr double momentum = 0.1;  // of the running statistics
constexpr std::int64_t classes = 10;

class resnet final : public model {
 public:
  resnet(int width, const at::Device& device, const precision& how)
      : channels_last_(how.channels_last), device_(device.type()), bf16_(how.bf16) {
    stem_ = convolution("stem", width, 3, 3);
    std::int64_t in = width;
    for (int stage = 0; stage < 4; ++stage) {
      const std::int64_t out = static_cast<std::int64_t>(width) << stage;
      for (int i = 0; i < 2; ++i) {
        const std::string at = "stage." + std::to_string(stage) + "." + std::to_string(i) + ".";
        block b{.first = convolution(at + "first", out, in, 3), .second = convolution(at + "second", out, out, 3)};
        b.stride = stage > 0 && i == 0 ? 2 : 1;
        b.shortcut = b.stride > 1 || in != out;
        if (b.shortcut) b.short_way = convolution(at + "shortcut", out, in, 1);
        blocks_.push_back(b);
        in = out;
      }
    }
    // torch's Linear starts uniform; a normal of the same variance works as well
    const initial start{initial::kind::normal, 1.0 / std::sqrt(3.0 * static_cast<double>(in))};
    head_ = parameters_.declare({"head.weight", {classes, in}, true, start});
    parameters_.declare({"head.bias", {classes}, false, {}});
    parameters_.allocate(1, device, channels_last_);
    statistics_ = at::zeros({1, 2 * channels_}, at::TensorOptions().dtype(at::kFloat).device(device));
    statistics_.narrow(1, channels_, channels_).fill_(1.0);  // variances after the means
  }

  at::Tensor loss(const batch& b) override {
    return at::cross_entropy_loss(forward(b.inputs, true), b.targets).view({1});
  }
  score evaluate(const batch& b) override {
    const at::NoGradGuard no_grad;
    const at::Tensor out = forward(b.inputs, false);
    return {at::cross_entropy_loss(out, b.targets).view({1}), (out.argmax(1) != b.targets).sum().view({1})};
  }
  at::Tensor buffers() override { return statistics_; }

 private:
  struct layer {
    std::size_t weight = 0;       // convolution; then gain and bias of its normalization
    std::int64_t statistics = 0;  // offset of its running mean
    std::int64_t channels = 0;
    std::int64_t padding = 0;
  };
  struct block {
    layer first, second, short_way{};
    std::int64_t stride = 1;
    bool shortcut = false;
  };

  layer convolution(const std::string& name, std::int64_t out, std::int64_t in, std::int64_t size) {
    // He et al. 2015, fan-out
    const initial start{initial::kind::normal, std::sqrt(2.0 / static_cast<double>(out * size * size))};
    layer l{.weight = parameters_.declare({name + ".weight", {out, in, size, size}, true, start}),
            .statistics = channels_,
            .channels = out,
            .padding = size / 2};
    parameters_.declare({name + ".gain", {out}, false, {initial::kind::constant, 1.0}});
    parameters_.declare({name + ".bias", {out}, false, {}});
    channels_ += out;
    return l;
  }

  at::Tensor apply(const at::Tensor& x, const layer& l, std::int64_t stride, bool training) {
    const at::Tensor y = at::conv2d(x, parameters_[l.weight], {}, stride, l.padding);
    const at::Tensor mean = statistics_[0].narrow(0, l.statistics, l.channels);
    const at::Tensor variance = statistics_[0].narrow(0, channels_ + l.statistics, l.channels);
    return at::batch_norm(y, parameters_[l.weight + 1], parameters_[l.weight + 2], mean, variance, training, momentum,
                          epsilon, true);
  }

  at::Tensor forward(const at::Tensor& images, bool training) {
    const autocast_scope scope(device_, bf16_);
    at::Tensor x = channels_last_ ? images.contiguous(at::MemoryFormat::ChannelsLast) : images;
    x = at::relu(apply(x, stem_, 1, training));
    for (const block& b : blocks_) {
      at::Tensor y = at::relu(apply(x, b.first, b.stride, training));
      y = apply(y, b.second, 1, training);
      x = at::relu(y + (b.shortcut ? apply(x, b.short_way, b.stride, training) : x));
    }
    return at::linear(x.mean({2, 3}), parameters_[head_], parameters_[head_ + 1]).to(at::kFloat);
  }

  bool channels_last_;
  at::DeviceType device_;
  bool bf16_;
  layer stem_;
  std::vector<block> blocks_;
  std::size_t head_ = 0;
  std::int64_t channels_ = 0;
  at::Tensor statistics_;
};

}  // namespace

std::unique_ptr<model> make_resnet(int width, const at::Device& device, const precision& how) {
  return std::make_unique<resnet>(width, device, how);
}

}  // namespace taper::lab
