// Causal self-attention on queries, keys and values as one product leaves them.
#pragma once

#include <cstdint>

#include "torch.hpp"

namespace taper::lab {

/// softmax(Q K^T / sqrt(d) + causal mask) V for every sequence and head.
///
/// qkv   [N, T, 3 C]: queries, keys, values, each `heads` parts of d = C / heads
/// out   [N, T, C]
///
/// One of three ways: LibTorch's own where it has one (2.x); on the CPU in float32 one pass a head over the BLAS that
/// LibTorch is linked with, which reads qkv where it lies; else plain products.
at::Tensor causal_attention(const at::Tensor& qkv, std::int64_t heads);

/// The plain way, which the others are tested against.
at::Tensor plain_attention(const at::Tensor& qkv, std::int64_t heads);

}  // namespace taper::lab
