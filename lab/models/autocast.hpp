// bfloat16 products by autocast, as a scope; LibTorch's C++ has none.
#pragma once

#include <ATen/autocast_mode.h>

#include "torch.hpp"

namespace taper::lab {

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
inline void set_bf16_products(at::DeviceType where, bool on) {
  at::autocast::set_autocast_dtype(where, at::kBFloat16);
  at::autocast::set_autocast_enabled(where, on);
}
#else
inline void set_bf16_products(at::DeviceType where, bool on) {
  if (where == at::kCPU) {
    at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
    at::autocast::set_cpu_enabled(on);
  } else {
    at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
    at::autocast::set_enabled(on);
  }
}
#endif

/// Products inside the scope are in bfloat16 if `on`; results are cast back where float32 is needed.
class autocast_scope {
 public:
  autocast_scope(at::DeviceType where, bool on) : where_(where), on_(on) {
    if (!on_) return;
    set_bf16_products(where_, true);
    at::autocast::increment_nesting();
  }
  autocast_scope(const autocast_scope&) = delete;
  autocast_scope& operator=(const autocast_scope&) = delete;
  ~autocast_scope() {
    if (!on_) return;
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    set_bf16_products(where_, false);
  }

 private:
  at::DeviceType where_;
  bool on_;
};

}  // namespace taper::lab
