// Batches of a text.
#include <algorithm>

#include "models/random.hpp"
#include "train/feed.hpp"

namespace taper::lab {
namespace {

class text_feed final : public feed {
 public:
  text_feed(const text_data& data, int block, int evaluation_batch, int evaluation_batches,
            std::vector<std::uint64_t> seeds, const at::Device& device)
      : block_(block),
        batch_(evaluation_batch),
        evaluations_(evaluation_batches),
        seeds_(std::move(seeds)),
        train_(on_device(data.train, device)),
        held_out_(on_device(data.held_out, device)),
        window_(at::arange(block + 1, at::TensorOptions().dtype(at::kLong).device(device))) {}

  at::Tensor plan(std::uint64_t step, std::int64_t first, std::int64_t rows) override {
    at::Tensor places = at::empty({replicas(), rows}, at::kLong);
    auto at = places.accessor<std::int64_t, 2>();
    const auto choices = static_cast<std::uint64_t>(train_.size(0) - block_);
    for (std::int64_t r = 0; r < replicas(); ++r) {
      // replicas of one seed see the same
      const auto same = std::find(seeds_.begin(), seeds_.begin() + r, seeds_[static_cast<std::size_t>(r)]);
      const std::int64_t as = same - seeds_.begin();
      for (std::int64_t row = 0; row < rows; ++row) {
        if (as < r) {
          at[r][row] = at[as][row];
        } else {
          random_stream draws(stream_kind::text_order, *same, step, static_cast<std::uint64_t>(first + row));
          at[r][row] = static_cast<std::int64_t>(draws.below(choices));
        }
      }
    }
    return places;
  }

  using feed::training;
  batch training(const at::Tensor& plan) override { return cut(train_, plan); }

  int evaluations(part) const override { return evaluations_; }

  batch evaluation(part which, int index) override {
    const at::Tensor& text = which == part::train ? train_ : held_out_;
    const std::int64_t last = text.size(0) - block_ - 1;
    const std::int64_t all = static_cast<std::int64_t>(evaluations_) * batch_;
    at::Tensor places = at::empty({1, batch_}, at::kLong);
    for (int row = 0; row < batch_; ++row) {
      const std::int64_t number = static_cast<std::int64_t>(index) * batch_ + row;
      places[0][row] = last * number / std::max<std::int64_t>(all - 1, 1);
    }
    return cut(text, places.expand({replicas(), batch_}).to(text.device()));
  }

 private:
  [[nodiscard]] std::int64_t replicas() const { return static_cast<std::int64_t>(seeds_.size()); }

  // Tokens as the bits of int16, which LibTorch 1.13 can index.
  static at::Tensor on_device(const std::vector<std::uint16_t>& text, const at::Device& device) {
    auto* const data = const_cast<std::uint16_t*>(text.data());
    return at::from_blob(data, {static_cast<std::int64_t>(text.size())}, at::kShort).to(device);
  }

  // Ids at the places and, one place on, targets.
  batch cut(const at::Tensor& text, const at::Tensor& places) const {
    const at::Tensor ids = text.index({places.unsqueeze(-1) + window_}).to(at::kLong).bitwise_and(0xFFFF);
    return {ids.narrow(-1, 0, block_).contiguous(), ids.narrow(-1, 1, block_).contiguous()};
  }

  int block_, batch_, evaluations_;  // batch: of evaluations; those of training have the rows of their plan
  std::vector<std::uint64_t> seeds_;
  at::Tensor train_, held_out_, window_;
};

}  // namespace

std::unique_ptr<feed> make_text_feed(const text_data& data, int block, int evaluation_batch, int evaluation_batches,
                                     std::vector<std::uint64_t> seeds, const at::Device& device) {
  return std::make_unique<text_feed>(data, block, evaluation_batch, evaluation_batches, std::move(seeds), device);
}

}  // namespace taper::lab
