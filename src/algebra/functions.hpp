// The rates of combined schedules: pure functions of the step over bound parts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "taper/schedule.hpp"

namespace taper::algebra {

/// part_k(t - b_k), or part_k(t), for b_k <= t < b_(k+1); b_0 = 0
struct sequenced {
  std::vector<run> parts;
  std::vector<std::uint64_t> begins;  ///< of every part but the first
  bool own_clock;
  double scale;
  double operator()(std::uint64_t t) const noexcept {
    const auto k = static_cast<std::size_t>(std::ranges::upper_bound(begins, t) - begins.begin());
    return scale * parts[k](own_clock && k > 0 ? t - begins[k - 1] : t);
  }
};

struct multiplied {
  std::vector<run> parts;
  double scale;
  double operator()(std::uint64_t t) const noexcept {
    double rate = scale;
    for (const run& part : parts) rate *= part(t);
    return rate;
  }
};

struct clipped {
  run part;
  double low;
  double high;
  double scale;
  double operator()(std::uint64_t t) const noexcept { return scale * std::min(std::max(part(t), low), high); }
};

/// The clock stands still at `at` for `length` steps.
struct held {
  run part;
  std::uint64_t at;
  std::uint64_t length;
  double scale;
  double operator()(std::uint64_t t) const noexcept {
    return scale * part(t <= at ? t : t - at <= length ? at : t - length);
  }
};

struct looped {
  run part;
  double scale;
  double operator()(std::uint64_t t) const noexcept { return scale * part(t % part.steps()); }
};

/// The clock goes on once in `every` steps.
struct stepped {
  run part;
  std::uint64_t every;
  double scale;
  double operator()(std::uint64_t t) const noexcept { return scale * part(t - t % every); }
};

/// Later by `by` steps, or earlier by `ahead`.
struct shifted {
  run part;
  std::uint64_t by;
  std::uint64_t ahead;
  double scale;
  double operator()(std::uint64_t t) const noexcept {
    const std::uint64_t now = t < by ? 0 : t - by;
    return scale * part(now > UINT64_MAX - ahead ? UINT64_MAX : now + ahead);
  }
};

/// from where the part is 1, to where it is 0
struct mapped {
  run part;
  double from;
  double to;
  double operator()(std::uint64_t t) const noexcept {
    const double share = part(t);
    return share == 1.0 ? from : to + (from - to) * share;
  }
};

/// The part times 1 + amplitude u_t. u_t in [-1, 1) are the upper 53 bits of SplitMix64 at seed + (t + 1) golden.
/// Source  Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014.
struct noisy {
  run part;
  double amplitude;
  std::uint64_t seed;
  double scale;
  static double uniform(std::uint64_t seed, std::uint64_t t) noexcept {
    std::uint64_t z = seed + (t + 1) * 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    z ^= z >> 31U;
    return static_cast<double>(z >> 11U) * 0x1p-52 - 1.0;
  }
  double operator()(std::uint64_t t) const noexcept { return scale * part(t) * (1.0 + amplitude * uniform(seed, t)); }
};

}  // namespace taper::algebra
