// Where tensors live.
#pragma once

#include <string_view>

#include "taper/result.hpp"
#include "torch.hpp"

namespace taper::lab {

/// auto: a CUDA device where LibTorch has one, else the CPU. Asking for cuda where there is none is an error.
taper::result<at::Device> find_device(std::string_view name);

}  // namespace taper::lab
