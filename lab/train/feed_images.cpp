// Batches of images: shuffled by epoch, cropped or shifted, mirrored, normalized.
#include <algorithm>
#include <array>
#include <numeric>

#include "models/random.hpp"
#include "train/feed.hpp"

namespace taper::lab {
namespace {

constexpr std::int64_t side = 32, moved = 4, planes = 3;
constexpr std::array<double, planes> mean{0.4914, 0.4822, 0.4465}, deviation{0.2470, 0.2435, 0.2616};

class image_feed final : public feed {
 public:
  image_feed(const image_data& data, const image_choice& choice, int batch_size, std::uint64_t seed,
             const at::Device& device)
      : crop_(choice.crop),
        border_(crop_ < side ? 0 : moved),
        batch_(batch_size),
        seed_(seed),
        train_(data.train_pixels, data.train_labels, device),
        test_(data.test_pixels, data.test_labels, device) {
    count_ = data.train_labels.size();
    if (choice.limit > 0) count_ = std::min<std::size_t>(count_, choice.limit);
    const at::TensorOptions whole = at::TensorOptions().dtype(at::kLong).device(device);
    line_ = at::arange(side, whole);
    plane_ = at::arange(planes, whole).view({1, planes, 1, 1});
    scale_ = at::empty({1, planes, 1, 1}, at::kFloat);
    shift_ = at::empty({1, planes, 1, 1}, at::kFloat);
    for (std::int64_t c = 0; c < planes; ++c) {
      const auto plane = static_cast<std::size_t>(c);
      scale_[0][c].fill_(1.0 / (255.0 * deviation[plane]));
      shift_[0][c].fill_(mean[plane] / deviation[plane]);
    }
    scale_ = scale_.to(device);
    shift_ = shift_.to(device);
  }

  at::Tensor plan(std::uint64_t step, std::int64_t first, std::int64_t rows) override {
    const std::uint64_t per_epoch = (count_ + static_cast<std::size_t>(batch_) - 1) / static_cast<std::size_t>(batch_);
    shuffle(step / per_epoch);
    const std::size_t begin = step % per_epoch * static_cast<std::size_t>(batch_) + static_cast<std::size_t>(first);
    const std::size_t end = std::min(begin + static_cast<std::size_t>(rows), count_);
    at::Tensor out = at::empty({static_cast<std::int64_t>(end - std::min(begin, end)), 4}, at::kLong);
    auto at = out.accessor<std::int64_t, 2>();
    const auto starts = static_cast<std::uint64_t>(side - crop_ + 2 * border_ + 1);
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t image = order_[i];
      random_stream draws(stream_kind::augmentation, seed_, epoch_, image);
      auto row = at[static_cast<std::int64_t>(i - begin)];
      row[0] = static_cast<std::int64_t>(image);
      row[1] = static_cast<std::int64_t>(draws.below(starts)) - border_;
      row[2] = static_cast<std::int64_t>(draws.below(starts)) - border_;
      row[3] = static_cast<std::int64_t>(draws.below(2));
    }
    return out;
  }

  using feed::training;
  batch training(const at::Tensor& plan) override { return show(train_, plan, crop_); }

  int evaluations(part which) const override {
    return static_cast<int>((measured(which) + evaluation_size - 1) / evaluation_size);
  }

  batch evaluation(part which, int index) override {
    const std::int64_t begin = static_cast<std::int64_t>(index) * evaluation_size;
    const std::int64_t n = std::min(evaluation_size, measured(which) - begin);
    at::Tensor plan = at::zeros({n, 4}, line_.options());
    plan.select(1, 0).copy_(at::arange(begin, begin + n, line_.options()));
    return show(which == part::train ? train_ : test_, plan, side);
  }

 private:
  static constexpr std::int64_t evaluation_size = 500, measured_training = 2000;

  struct set {
    at::Tensor pixels, labels;
    set(const std::vector<std::uint8_t>& bytes, const std::vector<std::uint8_t>& classes, const at::Device& device)
        : pixels(whole(bytes).to(device)), labels(whole(classes).to(at::kLong).to(device)) {}
    static at::Tensor whole(const std::vector<std::uint8_t>& bytes) {
      auto* const data = const_cast<std::uint8_t*>(bytes.data());
      return at::from_blob(data, {static_cast<std::int64_t>(bytes.size())}, at::kByte);
    }
  };

  std::int64_t measured(part which) const {
    return which == part::train ? std::min(static_cast<std::int64_t>(count_), measured_training) : test_.labels.size(0);
  }

  void shuffle(std::uint64_t epoch) {
    if (!order_.empty() && epoch == epoch_) return;
    epoch_ = epoch;
    order_.resize(count_);
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    random_stream draws(stream_kind::image_order, seed_, epoch);
    for (std::size_t i = count_; i > 1; --i) std::swap(order_[i - 1], order_[draws.below(i)]);
  }

  // The square with sides of `size` pixels at (x, y), black outside the image, mirrored if requested.
  batch show(const set& from, const at::Tensor& plan, std::int64_t size) const {
    const auto column = [&](int i) { return plan.select(1, i).view({-1, 1, 1, 1}); };
    const at::Tensor line = line_.narrow(0, 0, size), across = line.view({1, 1, 1, size});
    const at::Tensor x = across + column(3) * (size - 1 - 2 * across) + column(1);
    const at::Tensor y = line.view({1, 1, size, 1}) + column(2);
    const at::Tensor inside = (x >= 0).logical_and(x < side).logical_and(y >= 0).logical_and(y < side);
    const at::Tensor place =
        (column(0) * planes + plane_) * (side * side) + y.clamp(0, side - 1) * side + x.clamp(0, side - 1);
    const at::Tensor pixels = from.pixels.index({place}).to(at::kFloat) * inside.to(at::kFloat);
    return {pixels * scale_ - shift_, from.labels.index({plan.select(1, 0)})};
  }

  std::size_t count_ = 0;
  std::int64_t crop_, border_;  // border_: how far a crop may extend over the edge
  int batch_;
  std::uint64_t seed_;
  set train_, test_;
  at::Tensor line_, plane_, scale_, shift_;
  std::uint64_t epoch_ = 0;
  std::vector<std::size_t> order_;
};

}  // namespace

std::unique_ptr<feed> make_image_feed(const image_data& data, const image_choice& choice, int batch_size,
                                      std::uint64_t seed, const at::Device& device) {
  return std::make_unique<image_feed>(data, choice, batch_size, seed, device);
}

}  // namespace taper::lab
