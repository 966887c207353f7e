// Power-of-two Fourier transform.
#include "fft.hpp"

#include <bit>
#include <cmath>
#include <numbers>
#include <utility>

namespace taper::detail {
namespace {

using complex = std::complex<double>;

void reorder_by_reversed_bits(std::span<complex> a) {
  const std::size_t size = a.size();
  for (std::size_t i = 1, j = 0; i < size; ++i) {
    std::size_t bit = size >> 1;
    for (; (j & bit) != 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(a[i], a[j]);
  }
}

// std::complex multiplication checks for infinities; these products cannot be infinite and are the inner loop.
complex times(complex a, complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

std::vector<complex> roots_of_unity(std::size_t size) {
  std::vector<complex> roots(size / 2);
  for (std::size_t k = 0; k < roots.size(); ++k) {
    roots[k] = std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(size));
  }
  return roots;
}

}  // namespace

void fourier_transform(std::span<complex> a) {
  const std::size_t size = a.size();
  if (size < 2 || !std::has_single_bit(size)) return;
  reorder_by_reversed_bits(a);
  const std::vector<complex> roots = roots_of_unity(size);
  for (std::size_t half = 1; half < size; half *= 2) {
    const std::size_t stride = size / (2 * half);
    for (std::size_t start = 0; start < size; start += 2 * half) {
      for (std::size_t k = 0; k < half; ++k) {
        const complex upper = a[start + k];
        const complex lower = times(a[start + k + half], roots[k * stride]);
        a[start + k] = upper + lower;
        a[start + k + half] = upper - lower;
      }
    }
  }
}

std::vector<double> magnitude_spectrum(std::span<const double> samples, std::size_t padded_size) {
  // Packs two real samples into one complex number: a transform of half the size, then separates even and odd parts.
  const std::size_t half = padded_size / 2;
  std::vector<complex> packed(half);
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const double re = packed[n / 2].real();
    packed[n / 2] = n % 2 == 0 ? complex{samples[n], 0.0} : complex{re, samples[n]};
  }
  fourier_transform(packed);
  std::vector<double> magnitude(half + 1);
  for (std::size_t k = 0; k <= half; ++k) {
    const complex here = packed[k % half];
    const complex mirror = std::conj(packed[(half - k) % half]);
    const complex even = 0.5 * (here + mirror);
    const complex odd = times(complex{0.0, -0.5}, here - mirror);
    const double angle = -2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(padded_size);
    magnitude[k] = std::abs(even + times(std::polar(1.0, angle), odd));
  }
  return magnitude;
}

}  // namespace taper::detail
