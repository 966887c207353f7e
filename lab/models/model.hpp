// The interface of a model for training: its parameters, and the loss of a batch for each replica.
#pragma once

#include <memory>

#include "experiment/experiment.hpp"
#include "models/parameters.hpp"

namespace taper::lab {

/// A batch for R replicas. Text: ids and targets [R, B, T], int64. Images: inputs [B, 3, 32, 32], targets [B]; R = 1.
struct batch {
  at::Tensor inputs;
  at::Tensor targets;
};

/// Sums over a batch, one number per replica.
struct score {
  at::Tensor loss;    ///< [R], the mean over the batch
  at::Tensor errors;  ///< [R], how many were classified wrongly; undefined for text
};

/// How numbers are computed.
struct precision {
  bool bf16 = false;  ///< products in bfloat16 by autocast
  bool channels_last = false;
};

class model {
 public:
  model() = default;
  model(const model&) = delete;
  model& operator=(const model&) = delete;
  virtual ~model() = default;

  /// The mean loss of the batch for each replica, [R], with the graph for backward().
  virtual at::Tensor loss(const batch& b) = 0;
  /// Adds the gradient of `part` times each replica's loss to the parameters'; returns the losses.
  virtual at::Tensor learn(const batch& b, double part) {
    const at::Tensor own = loss(b);
    (own.sum() * part).backward();
    return own.detach();
  }
  /// The same without training: running statistics are used, not updated. No gradients.
  virtual score evaluate(const batch& b) = 0;
  /// State that is not a parameter (running statistics of normalization), one row per replica; may be empty.
  virtual at::Tensor buffers() = 0;

  parameter_store& parameters() { return parameters_; }

 protected:
  parameter_store parameters_;
};

/// A GPT-2 of the shape, or a ResNet-18 for 3 x 32 x 32; parameters are zeros until they are initialized. Replicas of a
/// GPT pass through every layer together, in batched products, as is efficient on a GPU.
std::unique_ptr<model> make_gpt(const gpt_shape& shape, std::int64_t replicas, const at::Device& device,
                                const precision& how);
/// Replicas for the CPU: each passes through the whole network on one thread, as many at a time as there are threads.
/// The tensors of a replica stay in the cache of its core, and threads synchronize once per step; batched products were
/// only 1.1 times as fast as single runs. Numbers equal those of a single run on one thread. All gradients are one
/// tensor, so that the optimizer still makes one step for all. Use learn() instead of loss().
std::unique_ptr<model> make_gpt_apart(const gpt_shape& shape, std::int64_t replicas, const precision& how);
std::unique_ptr<model> make_resnet(int width, const at::Device& device, const precision& how);

}  // namespace taper::lab
