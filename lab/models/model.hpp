// What training needs of a model: its parameters, and the loss of a batch for each replica.
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

/// Sums over a batch, a number a replica.
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

  /// The mean loss of the batch for each replica, [R], with what backward() needs.
  virtual at::Tensor loss(const batch& b) = 0;
  /// Adds the gradient of `part` times each replica's loss to the parameters'; returns the losses.
  virtual at::Tensor learn(const batch& b, double part) {
    const at::Tensor own = loss(b);
    (own.sum() * part).backward();
    return own.detach();
  }
  /// The same without training: running statistics are used, not updated. No gradients.
  virtual score evaluate(const batch& b) = 0;
  /// State that is not a parameter (running statistics of normalization), one row a replica; may be empty.
  virtual at::Tensor buffers() = 0;

  parameter_store& parameters() { return parameters_; }

 protected:
  parameter_store parameters_;
};

/// A GPT-2 of the shape, or a ResNet-18 for 3 x 32 x 32; parameters are zeros until they are initialized. Replicas of a
/// GPT go through every layer together, in batched products: what a GPU wants.
std::unique_ptr<model> make_gpt(const gpt_shape& shape, std::int64_t replicas, const at::Device& device,
                                const precision& how);
/// Replicas for the CPU: each goes through the whole network on one thread, as many at a time as there are threads. A
/// replica's tensors stay in the cache of its core, and threads meet once a step; batched products did 1.1 times the
/// work of single runs here. Numbers are those of a single run on one thread. Gradients of all are one tensor, so
/// that the optimizer still makes one step for all. loss() is not for it: use learn().
std::unique_ptr<model> make_gpt_apart(const gpt_shape& shape, std::int64_t replicas, const precision& how);
std::unique_ptr<model> make_resnet(int width, const at::Device& device, const precision& how);

}  // namespace taper::lab
