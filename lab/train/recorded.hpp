// Work on a CUDA device that is recorded once and replayed.
#pragma once

#include <functional>
#include <memory>

#include "torch.hpp"

namespace taper::lab {

/// Whether this build can record CUDA graphs.
bool can_record();

/// Work that consists of the same kernels on the same memory every time; the plan of a batch and the rates change, in
/// tensors that are filled before. The first times it runs directly, so that the libraries choose kernels and
/// allocate memory; then it is recorded as a CUDA graph and replayed with one launch for all its kernels.
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
