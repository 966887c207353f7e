// Work on a CUDA device that is recorded once and replayed.
#pragma once

#include <functional>
#include <memory>

#include "torch.hpp"

namespace taper::lab {

/// Whether this build can record CUDA graphs.
bool can_record();

/// Work that is the same kernels on the same memory every time; what changes, the plan of a batch and the rates, lies
/// in tensors that are filled before. It runs as it is for the first times, which lets the libraries choose kernels and
/// take memory, is then recorded as a CUDA graph and replayed from there on: one launch for all its kernels.
///
/// The work must not read from the device, and all of it is on the current stream, which must not be the default one.
class recorded {
 public:
  explicit recorded(std::function<void()> work);
  recorded(const recorded&) = delete;
  recorded& operator=(const recorded&) = delete;
  ~recorded();

  void operator()();

 private:
  struct graph;
  std::function<void()> work_;
  std::unique_ptr<graph> graph_;
  int times_ = 0;
};

}  // namespace taper::lab
