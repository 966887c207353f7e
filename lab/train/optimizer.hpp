// AdamW, SGD with heavy ball and Nesterov on the flat parameters, with one rate per replica.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "experiment/experiment.hpp"
#include "models/parameters.hpp"

namespace taper::lab {

/// One step for all replicas: clip by the norm of the gradient (per replica), decay, update.
///
///   adamw        m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2,
///                p -= lr (wd p + m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps))
///   heavy_ball   u = b1 u + g + wd p, p -= lr u
///   nesterov     the same u, p -= lr (g + wd p + b1 u)
///
/// The decay wd applies only to the decayed parameters (parameter::decayed). The rates are a tensor on the device, so
/// that a recorded step reads the current ones. A single run uses LibTorch's fused AdamW if it takes its rate from a
/// tensor (2.4 and later): one read and one write of each number.
///
/// Source   Loshchilov and Hutter 2019; Sutskever et al. 2013, in the form that torch.optim has.
class optimizer {
 public:
  optimizer(const optimizer_setting& setting, parameter_store& parameters);

  /// Sets the rates of the next step, one per replica, for step(): on the device, with the terms that depend on t.
  void set(const std::vector<double>& rates);
  /// One step at the rates that were set. Returns the norm of each replica's gradient before clipping, [R].
  at::Tensor step();

  /// The named tensors for a checkpoint.
  std::vector<std::pair<std::string, at::Tensor>> state();
  [[nodiscard]] std::int64_t steps() const { return steps_; }
  void set_steps(std::int64_t done) { steps_ = done; }

 private:
  [[nodiscard]] bool fused() const;
  void adamw();
  void sgd();

  optimizer_setting setting_;
  parameter_store& parameters_;
  at::Tensor first_, second_, work_;
  at::Tensor numbers_;  // of the step, [4, R, 1]
  std::int64_t steps_ = 0;
};

}  // namespace taper::lab
