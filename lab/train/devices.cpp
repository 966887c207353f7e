// Where tensors live.
#include "train/devices.hpp"

namespace taper::lab {

taper::result<at::Device> find_device(std::string_view name) {
  const bool there = at::hasCUDA();
  if (name == "cpu" || (name == "auto" && !there)) return at::Device(at::kCPU);
  if (there) return at::Device(at::kCUDA, 0);
  return error{errc::unsupported, "no CUDA device: this LibTorch (" TORCH_VERSION ") has none, or there is none here",
               error::nowhere, "use --device cpu"};
}

bool has_bf16_products(const at::Device& device) {
#if defined(__x86_64__) && defined(__GNUC__)
  if (device.is_cpu())
    return __builtin_cpu_supports("avx512bw") > 0 && __builtin_cpu_supports("avx512vl") > 0 &&
           __builtin_cpu_supports("avx512dq") > 0;
#endif
  (void)device;
  return true;
}

}  // namespace taper::lab
