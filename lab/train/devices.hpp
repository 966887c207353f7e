// Devices of tensors.
#pragma once

#include <string_view>

#include <memory>

#include "taper/result.hpp"
#include "torch.hpp"

namespace taper::lab {

/// auto: a CUDA device if LibTorch has one, else the CPU. Requesting cuda without one is an error. Of
/// several devices, the one of $LOCAL_RANK.
taper::result<at::Device> find_device(std::string_view name);

/// Whether the device has instructions for bfloat16 products. On x86 without AVX-512 LibTorch
/// falls back to scalar loops, which take seconds per image.
bool has_bf16_products(const at::Device& device);

/// Fills `to` from a tensor on the CPU; does not wait for the device.
void to_device(const at::Tensor& to, const at::Tensor& host);

/// During its lifetime this thread uses a separate CUDA stream, because graphs cannot be recorded on the
/// default stream. No effect on the CPU.
class own_stream {
 public:
  explicit own_stream(const at::Device& device);
  own_stream(const own_stream&) = delete;
  own_stream& operator=(const own_stream&) = delete;
  ~own_stream();

 private:
  struct guard;
  std::unique_ptr<guard> guard_;
};

}  // namespace taper::lab
