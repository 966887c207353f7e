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
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (std::size_t k = 0; k < parts.size(); ++k) {
      const std::uint64_t begin = k == 0 ? 0 : begins[k - 1];
      out.add_part(parts[k].rises(), begin, own_clock ? begin : 0);
    }
    return out;
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
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (const run& part : parts) out.add(part.rises());
    return out;
  }
};

struct clipped {
  run part;
  double low;
  double high;
  double scale;
  double operator()(std::uint64_t t) const noexcept { return scale * std::min(std::max(part(t), low), high); }
  [[nodiscard]] designed_rises rises() const { return part.rises(); }
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
  [[nodiscard]] designed_rises rises() const {
    designed_rises out = part.rises();
    out.before += out.before > at ? std::min(length, UINT64_MAX - out.before) : 0;
    for (std::uint64_t& t : out.at) t = t <= at ? t : t > UINT64_MAX - length ? UINT64_MAX : t + length;
    return out;
  }
};

struct looped {
  run part;
  double scale;
  double operator()(std::uint64_t t) const noexcept { return scale * part(t % part.steps()); }
  [[nodiscard]] static bool cyclic() noexcept { return true; }
};

/// The clock goes on once in `every` steps.
struct stepped {
  run part;
  std::uint64_t every;
  double scale;
  double operator()(std::uint64_t t) const noexcept { return scale * part(t - t % every); }
  [[nodiscard]] designed_rises rises() const {
    designed_rises out = part.rises();
    const auto read_at = [&](std::uint64_t t) {
      return t > UINT64_MAX - every ? UINT64_MAX : (t + every - 1) / every * every;
    };
    out.before = read_at(out.before);
    for (std::uint64_t& t : out.at) t = read_at(t);
    return out;
  }
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
  [[nodiscard]] designed_rises rises() const {
    designed_rises out = part.rises();
    const auto moved = [&](std::uint64_t t) {
      return t < ahead ? 0 : t > UINT64_MAX - by ? UINT64_MAX : t - ahead + by;
    };
    out.before = moved(out.before);
    for (std::uint64_t& t : out.at) t = moved(t);
    return out;
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
  /// A part that falls rises where the values go up.
  [[nodiscard]] designed_rises rises() const { return from < to ? designed_rises{.anywhere = true} : part.rises(); }
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
  [[nodiscard]] bool cyclic() const noexcept { return amplitude > 0.0 || part.rises().anywhere; }
};

}  // namespace taper::algebra
