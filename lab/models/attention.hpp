// Causal self-attention on queries, keys and values in one tensor, as a single product computes them.
#pragma once

#include <cstdint>

#include "torch.hpp"

namespace taper::lab {

/// softmax(Q K^T / sqrt(d) + causal mask) V for every sequence and head.
///
/// qkv   [N, T, 3 C]: queries, keys, values, each `heads` parts of d = C / heads
/// out   [N, T, C]
///
/// One of three implementations: LibTorch's, if it has one (2.x); on the CPU in float32 one pass per head with the BLAS
/// that LibTorch is linked with, which reads qkv without a copy; else plain products.
at::Tensor causal_attention(const at::Tensor& qkv, std::int64_t heads);

/// The plain implementation, with which the others are compared in tests.
at::Tensor plain_attention(const at::Tensor& qkv, std::int64_t heads);

}  // namespace taper::lab
