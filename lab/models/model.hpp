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
  /// The same without training: running statistics are used, not updated. No gradients.
  virtual score evaluate(const batch& b) = 0;
  /// State that is not a parameter (running statistics of normalization), one row a replica; may be empty.
  virtual at::Tensor buffers() = 0;

  parameter_store& parameters() { return parameters_; }

 protected:
  parameter_store parameters_;
};

/// A GPT-2 of the shape, or a ResNet-18 for 3 x 32 x 32; parameters are zeros until they are initialized.
std::unique_ptr<model> make_gpt(const gpt_shape& shape, std::int64_t replicas, const at::Device& device);
std::unique_ptr<model> make_resnet(int width, const at::Device& device, const precision& how);

}  // namespace taper::lab
