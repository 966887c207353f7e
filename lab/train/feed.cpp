// Where batches come from.
#include "train/feed.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "train/random.hpp"

namespace taper::lab {
namespace {

class text_feed final : public feed {
 public:
  text_feed(const text_data& data, int block, int batch_size, int evaluation_batches, std::vector<std::uint64_t> seeds,
            const at::Device& device)
      : data_(data),
        block_(block),
        batch_(batch_size),
        evaluations_(evaluation_batches),
        seeds_(std::move(seeds)),
        device_(device) {}

  batch training(std::uint64_t step, std::int64_t first, std::int64_t rows) override {
    writer w(seeds_.size(), rows, block_);
    const std::uint64_t places = data_.train.size() - static_cast<std::size_t>(block_);
    for (const std::uint64_t seed : seeds_) {
      for (std::int64_t row = 0; row < rows; ++row) {
        random_stream draws(stream_kind::text_order, seed, step, static_cast<std::uint64_t>(first + row));
        w.add(data_.train, draws.below(places));
      }
    }
    return w.take(device_);
  }

  int evaluations(part) const override { return evaluations_; }

  batch evaluation(part which, int index) override {
    const std::vector<std::uint16_t>& text = which == part::train ? data_.train : data_.held_out;
    const std::uint64_t places = text.size() - static_cast<std::size_t>(block_);
    const auto all = static_cast<std::uint64_t>(evaluations_) * static_cast<std::uint64_t>(batch_);
    writer w(seeds_.size(), batch_, block_);
    for (std::size_t r = 0; r < seeds_.size(); ++r) {
      for (int row = 0; row < batch_; ++row) {
        const auto number =
            static_cast<std::uint64_t>(index) * static_cast<std::uint64_t>(batch_) + static_cast<std::uint64_t>(row);
        w.add(text, (places - 1) * number / std::max<std::uint64_t>(all - 1, 1));
      }
    }
    return w.take(device_);
  }

 private:
  // Ids and, one place on, targets.
  class writer {
   public:
    writer(std::size_t replicas, std::int64_t rows, int block) : block_(block) {
      std::vector<std::int64_t> shape{static_cast<std::int64_t>(replicas), rows, block};
      ids_ = at::empty(shape, at::kLong);
      targets_ = at::empty(shape, at::kLong);
    }
    void add(const std::vector<std::uint16_t>& text, std::uint64_t place) {
      const std::uint16_t* const from = text.data() + place;
      std::copy_n(from, block_, ids_.data_ptr<std::int64_t>() + at_);
      std::copy_n(from + 1, block_, targets_.data_ptr<std::int64_t>() + at_);
      at_ += block_;
    }
    batch take(const at::Device& device) { return {ids_.to(device), targets_.to(device)}; }

   private:
    int block_;
    at::Tensor ids_, targets_;
    std::int64_t at_ = 0;
  };

  const text_data& data_;
  int block_, batch_, evaluations_;
  std::vector<std::uint64_t> seeds_;
  at::Device device_;
};

constexpr int side = 32, border = 4, planes = 3;
constexpr std::array<float, planes> mean{0.4914F, 0.4822F, 0.4465F}, deviation{0.2470F, 0.2435F, 0.2616F};

class image_feed final : public feed {
 public:
  image_feed(const image_data& data, std::uint64_t limit, int batch_size, std::uint64_t seed, const at::Device& device)
      : data_(data), batch_(batch_size), seed_(seed), device_(device) {
    count_ = data.train_labels.size();
    if (limit > 0) count_ = std::min<std::size_t>(count_, limit);
  }

  batch training(std::uint64_t step, std::int64_t first, std::int64_t rows) override {
    const std::uint64_t per_epoch = (count_ + static_cast<std::size_t>(batch_) - 1) / static_cast<std::size_t>(batch_);
    shuffle(step / per_epoch);
    const std::size_t begin = step % per_epoch * static_cast<std::size_t>(batch_) + static_cast<std::size_t>(first);
    const std::size_t end = std::min(begin + static_cast<std::size_t>(rows), count_);
    if (begin >= end) return {};
    const auto n = static_cast<std::int64_t>(end - begin);
    at::Tensor images = at::empty({n, planes, side, side}, at::kFloat), labels = at::empty({n}, at::kLong);
    float* out = images.data_ptr<float>();
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t image = order_[i];
      random_stream draws(stream_kind::augmentation, seed_, epoch_, image);
      const int dx = static_cast<int>(draws.below(2 * border + 1)) - border;
      const int dy = static_cast<int>(draws.below(2 * border + 1)) - border;
      place(data_.train_pixels.data() + image * image_data::image_bytes, out, dx, dy, draws.below(2) == 1);
      labels.data_ptr<std::int64_t>()[i - begin] = data_.train_labels[image];
      out += image_data::image_bytes;
    }
    return {images.to(device_), labels.to(device_)};
  }

  int evaluations(part which) const override {
    return static_cast<int>((measured(which) + evaluation_size - 1) / evaluation_size);
  }

  batch evaluation(part which, int index) override {
    const bool train = which == part::train;
    const std::vector<std::uint8_t>& pixels = train ? data_.train_pixels : data_.test_pixels;
    const std::vector<std::uint8_t>& classes = train ? data_.train_labels : data_.test_labels;
    const std::size_t begin = static_cast<std::size_t>(index) * evaluation_size;
    const std::size_t n = std::min(evaluation_size, measured(which) - begin);
    at::Tensor images = at::empty({static_cast<std::int64_t>(n), planes, side, side}, at::kFloat);
    at::Tensor labels = at::empty({static_cast<std::int64_t>(n)}, at::kLong);
    for (std::size_t i = 0; i < n; ++i) {
      place(pixels.data() + (begin + i) * image_data::image_bytes,
            images.data_ptr<float>() + i * image_data::image_bytes, 0, 0, false);
      labels.data_ptr<std::int64_t>()[i] = classes[begin + i];
    }
    return {images.to(device_), labels.to(device_)};
  }

 private:
  static constexpr std::size_t evaluation_size = 500, measured_training = 2000;

  std::size_t measured(part which) const {
    return which == part::train ? std::min(count_, measured_training) : data_.test_labels.size();
  }

  void shuffle(std::uint64_t epoch) {
    if (!order_.empty() && epoch == epoch_) return;
    epoch_ = epoch;
    order_.resize(count_);
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    random_stream draws(stream_kind::image_order, seed_, epoch);
    for (std::size_t i = count_; i > 1; --i) std::swap(order_[i - 1], order_[draws.below(i)]);
  }

  // The image moved by (dx, dy), black where it was not, mirrored or not.
  static void place(const std::uint8_t* from, float* to, int dx, int dy, bool mirrored) {
    for (int c = 0; c < planes; ++c) {
      const auto plane = static_cast<std::size_t>(c);
      const float scale = 1.0F / (255.0F * deviation[plane]), shift = mean[plane] / deviation[plane];
      for (int y = 0; y < side; ++y) {
        const int sy = y + dy;
        for (int x = 0; x < side; ++x) {
          const int sx = (mirrored ? side - 1 - x : x) + dx;
          const bool inside = sy >= 0 && sy < side && sx >= 0 && sx < side;
          const int pixel = inside ? from[(c * side + sy) * side + sx] : 0;
          to[(c * side + y) * side + x] = static_cast<float>(pixel) * scale - shift;
        }
      }
    }
  }

  const image_data& data_;
  std::size_t count_ = 0;
  int batch_;
  std::uint64_t seed_;
  at::Device device_;
  std::uint64_t epoch_ = 0;
  std::vector<std::size_t> order_;
};

}  // namespace

std::unique_ptr<feed> make_text_feed(const text_data& data, int block, int batch_size, int evaluation_batches,
                                     std::vector<std::uint64_t> seeds, const at::Device& device) {
  return std::make_unique<text_feed>(data, block, batch_size, evaluation_batches, std::move(seeds), device);
}

std::unique_ptr<feed> make_image_feed(const image_data& data, std::uint64_t limit, int batch_size, std::uint64_t seed,
                                      const at::Device& device) {
  return std::make_unique<image_feed>(data, limit, batch_size, seed, device);
}

}  // namespace taper::lab
