// A small power-of-two Fourier transform for window spectra, without a dependency.
#pragma once

#include <complex>
#include <span>
#include <vector>

namespace taper::detail {

/// Discrete Fourier transform in place: a[k] <- sum_n a[n] exp(-2 pi i n k / M).
///
/// Limits   a.size() must be a power of two (1 included); other sizes are left untouched.
/// Accuracy relative error grows like log2 M times 1e-16 (tested against the direct sum).
/// Source   Cooley & Tukey 1965, decimation in time.
void fourier_transform(std::span<std::complex<double>> a);

/// |W_k|, k = 0 … M/2, of real samples padded with zeros to `padded_size` (a power of two >= samples.size()).
std::vector<double> magnitude_spectrum(std::span<const double> samples, std::size_t padded_size);

}  // namespace taper::detail
