// Where tensors live.
#pragma once

#include <string_view>

#include "taper/result.hpp"
#include "torch.hpp"

namespace taper::lab {

/// auto: a CUDA device where LibTorch has one, else the CPU. Asking for cuda where there is none is an error.
taper::result<at::Device> find_device(std::string_view name);

/// Whether products in bfloat16 are done by instructions there. An x86 without AVX-512 has none that LibTorch uses: it
/// falls back to loops over single numbers, seconds an image.
bool has_bf16_products(const at::Device& device);

}  // namespace taper::lab
