// Elementary functions of the windows: short polynomials without libm, constexpr and usable on a device.
#pragma once

#include <cmath>
#include <cstdint>
#include <type_traits>

#if defined(__CUDACC__) || defined(__HIPCC__)
#define TAPER_DEVICE __host__ __device__
#else
#define TAPER_DEVICE
#endif

namespace taper::detail {

inline constexpr double pi = 3.14159265358979323846;
inline constexpr double ln2 = 0.69314718055994530942;

/// sin^2(pi u / 2) = (1 - cos(pi u)) / 2 for 0 <= u <= 1/2, relative error below 2 ulp.
///
/// Taylor polynomial in u^2, ten terms; the eleventh is below 1e-17 of the value at u = 1/2.
TAPER_DEVICE constexpr double sin2_half_pi(double u) noexcept {
  const double w = u * u;
  const double w2 = w * w;
  const double w4 = w2 * w2;
  const double a = 2.4674011002723395 - 2.0293560632083842 * w;
  const double b = 0.6676313844272947 - 0.1176653151794466 * w;
  const double c = 0.01290344569500703 - 0.0009647871547019616 * w;
  const double d = 5.231905246242285e-05 - 2.1515347935164736e-06 * w;
  const double e = 6.939476231106886e-08 - 1.8023653987312506e-09 * w;
  return w * ((a + b * w2) + w4 * ((c + d * w2) + e * w4));
}

/// 2^n for -1022 <= n <= 1023, by its bits.
TAPER_DEVICE constexpr double exp2_int(std::int64_t n) noexcept {
  return __builtin_bit_cast(double, static_cast<std::uint64_t>(n + 1023) << 52U);
}

/// e^r - 1 for |r| <= 0.35: the Taylor polynomial of degree 13 (the next term is below 1e-17).
TAPER_DEVICE constexpr double expm1_reduced(double r) noexcept {
  const double r2 = r * r;
  const double r4 = r2 * r2;
  const double a = 0.5 + r * (1.0 / 6);
  const double b = 1.0 / 24 + r * (1.0 / 120);
  const double c = 1.0 / 720 + r * (1.0 / 5040);
  const double d = 1.0 / 40320 + r * (1.0 / 362880);
  const double e = 1.0 / 3628800 + r * (1.0 / 39916800);
  const double f = 1.0 / 479001600 + r * (1.0 / 6227020800.0);
  return r + r2 * ((a + b * r2) + r4 * ((c + d * r2) + r4 * (e + f * r2)));
}

/// e^(y + dy) - 1 for a small correction dy (|dy| < 1e-10), relative error below 2 ulp.
///
/// Reduction y = n ln 2 + r, |r| <= 0.35, then the polynomial. For usual arguments no branch depends on n, because
/// steps in arbitrary order would mispredict it.
/// Edges: y > 709.7 gives infinity, y < -745 gives -1.
TAPER_DEVICE constexpr double expm1(double y, double dy = 0.0) noexcept {
  if (y > 709.782712893384) return __builtin_huge_val();
  if (y < -745.2) return -1.0;
  constexpr double ln2_high = 0.6931471803691238;  // 33 bits, so that n * ln2_high is exact
  constexpr double ln2_low = 1.9082149292705877e-10;
  constexpr double shift = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to a whole number
  const double n = (y * 1.4426950408889634 + shift) - shift;
  const double p = expm1_reduced(((y - n * ln2_high) - n * ln2_low) + dy);
  const auto k = static_cast<std::int64_t>(n);
  if (k < -1000) return exp2_int(-1000) * (exp2_int(k + 1000) * (p + 1.0)) - 1.0;
  if (k > 1000) return exp2_int(1000) * (exp2_int(k - 1000) * (p + 1.0)) - 1.0;
  const double s = exp2_int(k);
  return s * p + (s - 1.0);
}

/// e^(y + dy), relative error below 2 ulp; 0 below -745, infinity above 709.7.
TAPER_DEVICE constexpr double exp_sum(double y, double dy = 0.0) noexcept {
  if (y > 709.782712893384) return __builtin_huge_val();
  if (y < -745.2) return 0.0;
  constexpr double shift = 6755399441055744.0;
  const double n = (y * 1.4426950408889634 + shift) - shift;
  const double p = expm1_reduced(((y - n * 0.6931471803691238) - n * 1.9082149292705877e-10) + dy) + 1.0;
  const auto k = static_cast<std::int64_t>(n);
  if (k < -1000) return exp2_int(-1000) * (exp2_int(k + 1000) * p);
  if (k > 1000) return exp2_int(1000) * (exp2_int(k - 1000) * p);
  return exp2_int(k) * p;
}

/// ln Gamma(z + a) - ln Gamma(z) for z > 0 and 0 < a <= 2, without the cancellation of two large logarithms.
///
/// For z >= 200 the asymptotic series in Bernoulli polynomials (the next term is below 1e-13), else the difference.
/// Source: NIST Digital Library of Mathematical Functions, 5.11.8.
inline double log_gamma_ratio(double z, double a) noexcept {
  if (z < 200.0) return std::lgamma(z + a) - std::lgamma(z);
  const double b = a * (a - 1.0);
  const double c = b * (2.0 * a - 1.0);
  const double w = 1.0 / z;
  return a * std::log(z) + w * (b / 2.0 - w * (c / 12.0 - w * (b * b / 12.0 - w * (c * (3.0 * b - 1.0) / 120.0))));
}

/// Sum of two doubles and its rounding error (Knuth).
struct two_part {
  double high;
  double low;
};
TAPER_DEVICE constexpr two_part two_sum(double a, double b) noexcept {
  const double s = a + b;
  const double t = s - a;
  return {s, (a - (s - t)) + (b - t)};
}

/// Product of two doubles and its rounding error (Dekker; one fused multiply-add where the machine has it).
TAPER_DEVICE constexpr two_part two_product(double a, double b) noexcept {
  const double p = a * b;
#ifdef __FP_FAST_FMA
  if (!std::is_constant_evaluated()) return {p, __builtin_fma(a, b, -p)};
#endif
  constexpr double splitter = 134217729.0;  // 2^27 + 1
  const double ca = splitter * a;
  const double ah = ca - (ca - a);
  const double al = a - ah;
  const double cb = splitter * b;
  const double bh = cb - (cb - b);
  const double bl = b - bh;
  return {p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
}

/// ln(v) in two doubles (64 to 113 bits, as long double goes); v > 0.
inline two_part log_wide(double v) noexcept {
  const long double full = std::log(static_cast<long double>(v));
  const auto high = static_cast<double>(full);
  return {high, static_cast<double>(full - static_cast<long double>(high))};
}

}  // namespace taper::detail
