// Batches as pure functions of seed and step, so that every schedule of a seed sees the same.
#pragma once

#include <memory>
#include <vector>

#include "data/dataset.hpp"
#include "models/model.hpp"

namespace taper::lab {

/// The part of the data for an evaluation.
enum class part : unsigned char { train, held_out };

/// Batches for R replicas, one seed each.
class feed {
 public:
  feed() = default;
  feed(const feed&) = delete;
  feed& operator=(const feed&) = delete;
  virtual ~feed() = default;

  /// The plan of rows first … first + rows - 1 of the batch of a step, on the CPU; fewer rows if the batch
  /// of the step is shorter. Text: the places of the sequences, [R, rows]. Images: number, dx, dy, mirrored, [rows, 4].
  virtual at::Tensor plan(std::uint64_t step, std::int64_t first, std::int64_t rows) = 0;
  /// The batch of a plan. A plan on the device is read there by kernels, which a graph can record.
  virtual batch training(const at::Tensor& plan) = 0;
  batch training(std::uint64_t step, std::int64_t first, std::int64_t rows) {
    return training(plan(step, first, rows));
  }
  /// The fixed batches for evaluation; every replica sees the same.
  virtual int evaluations(part which) const = 0;
  virtual batch evaluation(part which, int index) = 0;
};

/// Text: sequences of `block` tokens at positions drawn with replacement; evaluation with evenly spaced sequences.
/// Keeps the text on the device, two bytes per token; on the CPU it is `data` itself, which must outlive the feed.
std::unique_ptr<feed> make_text_feed(const text_data& data, int block, int evaluation_batch, int evaluation_batches,
                                     std::vector<std::uint64_t> seeds, const at::Device& device);
/// The training images and the size of their crops.
struct image_choice {
  std::uint64_t limit = 0;  ///< number of images for training, from the first; 0: all
  int crop = 32;            ///< pixels per side in training
};
/// Images: shuffled for each epoch, shifted by up to 4 pixels within a black border (or, if `crop` is below 32,
/// cropped at a random position), mirrored with probability 1/2, normalized by channel. The last batch of an epoch is
/// shorter. Evaluation, of whole images: all for testing, 2,000 for training. `data` must outlive the feed.
std::unique_ptr<feed> make_image_feed(const image_data& data, const image_choice& choice, int batch_size,
                                      std::uint64_t seed, const at::Device& device);

}  // namespace taper::lab
