// One run in several processes, started as torchrun does: RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT.
#pragma once

#include <memory>
#include <string>

#include "taper/result.hpp"
#include "torch.hpp"

namespace taper::lab {

/// The processes that share a run. Each works on its part of every batch; gradients are averaged.
class processes {
 public:
  processes() = default;
  processes(const processes&) = delete;
  processes& operator=(const processes&) = delete;
  virtual ~processes() = default;

  [[nodiscard]] virtual int rank() const = 0;
  [[nodiscard]] virtual int size() const = 0;
  /// In place: the mean over the processes. Throws std::exception if one of them has exited.
  virtual void average(at::Tensor& values) = 0;
  /// In place: the value of rank 0.
  virtual void broadcast(at::Tensor& values) = 0;
};

/// A single process if WORLD_SIZE is not set; otherwise joins the others with c10d, over NCCL if `device` is CUDA
/// and over Gloo otherwise. Errors: missing or invalid variables, others that do not connect within ten minutes.
///
/// Under torchrun the agent may hold the store (TORCHELASTIC_USE_AGENT_STORE); a restart uses new keys
/// (TORCHELASTIC_RESTART_COUNT).
taper::result<std::unique_ptr<processes>> join_processes(const at::Device& device = at::kCPU);

}  // namespace taper::lab
