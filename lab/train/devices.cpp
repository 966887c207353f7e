// Devices of tensors.
#include "train/devices.hpp"

#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <cstdlib>

namespace taper::lab {

taper::result<at::Device> find_device(std::string_view name) {
  const bool there = at::hasCUDA();
  if (name == "cpu" || (name == "auto" && !there)) return at::Device(at::kCPU);
  if (there) {
    const char* const rank = std::getenv("LOCAL_RANK");
    const int index = rank == nullptr ? 0 : std::atoi(rank), devices = at::detail::getCUDAHooks().getNumGPUs();
    if (index >= 0 && index < devices) return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(index));
    return failed(errc::out_of_range,
                  "LOCAL_RANK is " + std::string(rank) + ", but there are " + std::to_string(devices) + " CUDA devices",
                  "start one process per device");
  }
  return failed(errc::unsupported, "no CUDA device found, or this LibTorch (" TORCH_VERSION ") was built without CUDA",
                "use --device cpu");
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

void to_device(const at::Tensor& to, const at::Tensor& host) {
  to.copy_(to.is_cuda() ? host.pin_memory() : host, true);
}

struct own_stream::guard {
  explicit guard(const at::Device& device)
      : stream(c10::impl::VirtualGuardImpl(device.type()).getStreamFromGlobalPool(device)) {}
  c10::StreamGuard stream;
};

own_stream::own_stream(const at::Device& device) {
  if (device.is_cuda()) guard_ = std::make_unique<guard>(device);
}
own_stream::~own_stream() = default;

}  // namespace taper::lab
