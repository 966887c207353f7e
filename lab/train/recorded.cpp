// CUDA graphs, if LibTorch has CUDA.
#include "train/recorded.hpp"

#ifdef TAPER_TORCH_CUDA
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAFunctions.h>
#endif

namespace taper::lab {

#ifdef TAPER_TORCH_CUDA
struct recorded::graph {
  at::cuda::CUDAGraph kernels;
};

bool can_record() { return true; }

void recorded::operator()() {
  constexpr int as_it_is = 3;
  if (times_++ < as_it_is) return work_();
  if (!graph_) {
    auto made = std::make_unique<graph>();
    c10::cuda::device_synchronize();
    made->kernels.capture_begin();
    work_();  // recorded, not executed
    made->kernels.capture_end();
    graph_ = std::move(made);
  }
  graph_->kernels.replay();
}
#else
struct recorded::graph {};

bool can_record() { return false; }

void recorded::operator()() { work_(); }
#endif

recorded::recorded(std::function<void()> work) : work_(std::move(work)) {}
recorded::~recorded() = default;

}  // namespace taper::lab
