// Where tensors live.
#pragma once

#include <string_view>

#include <memory>

#include "taper/result.hpp"
#include "torch.hpp"

namespace taper::lab {

/// auto: a CUDA device where LibTorch has one, else the CPU. Asking for cuda where there is none is an error. Of
/// several devices, the one of $LOCAL_RANK.
taper::result<at::Device> find_device(std::string_view name);

/// Whether products in bfloat16 are done by instructions there. An x86 without AVX-512 has none that LibTorch uses: it
/// falls back to loops over single numbers, seconds an image.
bool has_bf16_products(const at::Device& device);

/// Fills `to` from a tensor on the CPU; does not wait for the device.
void to_device(const at::Tensor& to, const at::Tensor& host);

/// While it lives, work of this thread on a CUDA device is on a stream of its own: graphs cannot be recorded on the
/// default stream. Nothing on the CPU.
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
