// Softmax over a lower triangle. Built with -O3 -fopenmp-simd for several instruction sets.
#include "models/causal_rows.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define TAPER_LAB_CLONES __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define TAPER_LAB_CLONES
#endif

namespace taper::lab {
namespace {

// exp(x) for x <= 0: 2^k e^r, |r| <= ln 2 / 2, Taylor to r^6 / 720.
// The compiler vectorizes a loop over it, but not a loop over expf.
[[gnu::always_inline]] inline float exp_of(float x) {
  const float bounded = x < -87.0F ? -87.0F : x;  // NaN passes through
  constexpr float magic = 12582912.0F;            // 1.5 * 2^23: adding it rounds to an integer
  const float shifted = bounded * 1.44269504F + magic;
  const float k = shifted - magic;
  const float r = (bounded - k * 0.693359375F) - k * -2.12194440e-4F;
  float p = 1.0F / 720.0F;
  p = p * r + 1.0F / 120.0F;
  p = p * r + 1.0F / 24.0F;
  p = p * r + 1.0F / 6.0F;
  p = p * r + 0.5F;
  p = p * r + 1.0F;
  p = p * r + 1.0F;
  const auto power = (std::bit_cast<std::uint32_t>(shifted) + 127U) << 23;
  return p * std::bit_cast<float>(power);
}

}  // namespace

TAPER_LAB_CLONES void causal_softmax(float* scores, int tokens) {
  for (int t = 0; t < tokens; ++t) {
    float* const row = scores + static_cast<std::ptrdiff_t>(t) * tokens;
    float top = row[0];
#pragma omp simd reduction(max : top)
    for (int s = 0; s <= t; ++s) top = row[s] > top ? row[s] : top;
    float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
    for (int s = 0; s <= t; ++s) {
      row[s] = exp_of(row[s] - top);
      sum += row[s];
    }
    const float scale = 1.0F / sum;
    for (int s = 0; s <= t; ++s) row[s] *= scale;
    for (int s = t + 1; s < tokens; ++s) row[s] = 0.0F;
  }
}

TAPER_LAB_CLONES void causal_softmax_backward(const float* probabilities, float* gradient, int tokens) {
  for (int t = 0; t < tokens; ++t) {
    const float* const p = probabilities + static_cast<std::ptrdiff_t>(t) * tokens;
    float* const d = gradient + static_cast<std::ptrdiff_t>(t) * tokens;
    float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
    for (int s = 0; s <= t; ++s) sum += p[s] * d[s];
    for (int s = 0; s <= t; ++s) d[s] = p[s] * (d[s] - sum);
    for (int s = t + 1; s < tokens; ++s) d[s] = 0.0F;
  }
}

}  // namespace taper::lab
