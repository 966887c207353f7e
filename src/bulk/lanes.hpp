// Loops over consecutive steps that the compiler turns into vector code, for the machine that runs them.
//
// Every operation is that of one evaluation, in the same order, so the rates have the same bits on every machine. This needs
// a file compiled without contraction to fused multiply-adds (src/CMakeLists.txt).
#pragma once

#include <cmath>

#include "taper/detail/fall_line.hpp"

#if defined(__GNUC__) || defined(__clang__)
#define TAPER_INLINE __attribute__((always_inline))
#define TAPER_FLAT __attribute__((noinline, flatten))
#else
#define TAPER_INLINE
#define TAPER_FLAT
#endif

// The single header is compiled with the options of its user, which may contract.
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(TAPER_SINGLE_HEADER)
#define TAPER_VECTORS 1
#else
#define TAPER_VECTORS 0
#endif

namespace taper::detail {

/// The instructions that a loop may use.
enum class vectors { none, avx2, avx512 };

/// The most that this machine and this build have.
inline vectors best_vectors() noexcept {
#if TAPER_VECTORS
  static const vectors best = [] {
    const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool v4 = v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                    __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
    return v4 ? vectors::avx512 : (v3 ? vectors::avx2 : vectors::none);
  }();
  return best;
#else
  return vectors::none;
#endif
}

/// a / d for one d and many a, the correctly rounded quotient.
///
/// The product with the rounded reciprocal, corrected twice by its exact remainder: after the first the quotient is within one
/// unit in the last place, after the second it is correctly rounded (Markstein 1990, theorem 7).
struct divider {
  double by;
  double inverse;

  explicit divider(double d) noexcept : by(d), inverse(1.0 / d) {}
  TAPER_INLINE double operator()(double a) const noexcept {
    const double near = a * inverse;
    const double nearer = std::fma(std::fma(-near, by, a), inverse, near);
    return std::fma(std::fma(-nearer, by, a), inverse, nearer);
  }
};

template <class Window>
TAPER_INLINE inline void fill_lanes(Window phi, const fall_line& line, double* __restrict out, int n) noexcept {
  const fall_line l = line;
  const divider over(l.length);
  for (int i = 0; i < n; ++i) {
    const double step = i;
    const double x = over((l.first + step) + l.shift);
    const double rest = over((l.end - step) - l.offset);
    const double value = phi(x, rest);
    const double rate = l.at.floor + l.at.height * value;
    out[i] = value == 1.0 ? l.at.top : rate;
  }
}

#if TAPER_VECTORS
template <class Window>
__attribute__((target("avx2,fma"))) TAPER_FLAT void fill_avx2(Window phi, const fall_line& line, double* out,
                                                              int n) noexcept {
  fill_lanes(phi, line, out, n);
}
template <class Window>
__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma,prefer-vector-width=512"))) TAPER_FLAT void
fill_avx512(Window phi, const fall_line& line, double* out, int n) noexcept {
  fill_lanes(phi, line, out, n);
}
#endif

/// The rates of n steps of the line; false, and nothing is written, without vector instructions.
template <class Window>
bool fill_with(vectors use, Window phi, const fall_line& line, double* out, int n) noexcept {
#if TAPER_VECTORS
  if (use == vectors::avx512) return fill_avx512(phi, line, out, n), true;
  if (use == vectors::avx2) return fill_avx2(phi, line, out, n), true;
#endif
  static_cast<void>(use), static_cast<void>(phi), static_cast<void>(line), static_cast<void>(out), static_cast<void>(n);
  return false;
}

}  // namespace taper::detail
