// Where batches come from: pure functions of seed and step, so that every schedule of a seed sees the same.
#pragma once

#include <memory>
#include <vector>

#include "data/dataset.hpp"
#include "models/model.hpp"

namespace taper::lab {

/// Which part of the data an evaluation is about.
enum class part : unsigned char { train, held_out };

/// Batches for R replicas, one seed each.
class feed {
 public:
  feed() = default;
  feed(const feed&) = delete;
  feed& operator=(const feed&) = delete;
  virtual ~feed() = default;

  /// What says which rows first … first + rows - 1 of the batch of a step are, on the CPU; fewer rows where the batch
  /// of the step is shorter. Text: the places of the sequences, [R, rows]. Images: number, dx, dy, mirrored, [rows, 4].
  virtual at::Tensor plan(std::uint64_t step, std::int64_t first, std::int64_t rows) = 0;
  /// The batch of a plan. A plan on the device is read there, kernel by kernel: what a graph can record.
  virtual batch training(const at::Tensor& plan) = 0;
  batch training(std::uint64_t step, std::int64_t first, std::int64_t rows) {
    return training(plan(step, first, rows));
  }
  /// The fixed batches by which runs are measured; every replica sees the same.
  virtual int evaluations(part which) const = 0;
  virtual batch evaluation(part which, int index) = 0;
};

/// Text: sequences of `block` tokens at places drawn with replacement; evaluation by sequences spread evenly. Keeps the
/// text on the device, two bytes a token; on the CPU it is `data` itself, which must outlive the feed.
std::unique_ptr<feed> make_text_feed(const text_data& data, int block, int batch_size, int evaluation_batches,
                                     std::vector<std::uint64_t> seeds, const at::Device& device);
/// Which images are shown, and how much of each.
struct image_choice {
  std::uint64_t limit = 0;  ///< the first so many for training; 0: all
  int crop = 32;            ///< pixels a side of what is shown in training
};
/// Images: an order drawn for each epoch, moved by up to 4 pixels within a black border (or, where `crop` is below 32,
/// a square cut out at a random place), mirrored every other time, normalized by channel. The last batch of an epoch is
/// shorter. Evaluation, of whole images: all for testing, 2,000 for training. `data` must outlive the feed.
std::unique_ptr<feed> make_image_feed(const image_data& data, const image_choice& choice, int batch_size,
                                      std::uint64_t seed, const at::Device& device);

}  // namespace taper::lab
