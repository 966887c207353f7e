// Random numbers that are a pure function of (kind, seed, index), independent of earlier draws.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace taper::lab {

/// The purpose of the numbers; streams of different kinds are independent.
enum class stream_kind : std::uint64_t { initialization = 1, text_order, image_order, augmentation };

/// A SplitMix64 generator started from a hash of kind, seed and index.
///
/// Source   Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators": gamma and the mix.
class random_stream {
 public:
  random_stream(stream_kind kind, std::uint64_t seed, std::uint64_t index, std::uint64_t part = 0)
      : state_(mix(mix(mix(mix(static_cast<std::uint64_t>(kind)) ^ seed) ^ index) ^ part)) {}

  std::uint64_t bits() { return mix(state_ += 0x9E3779B97F4A7C15u); }
  /// Uniform in [0, 1), 53 bits.
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
  /// Uniform in {0, …, n - 1}, n > 0: the multiply-shift map, biased by less than n / 2^64.
  std::uint64_t below(std::uint64_t n) {
    __extension__ using wide = unsigned __int128;
    return static_cast<std::uint64_t>((static_cast<wide>(bits()) * n) >> 64);
  }
  /// Standard normal, by Box and Muller.
  double normal() {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
  }

 private:
  static constexpr std::uint64_t mix(std::uint64_t z) {
    z += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

}  // namespace taper::lab
