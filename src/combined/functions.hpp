// The rates of combined schedules: pure functions of the step over bound parts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "taper/schedule.hpp"

namespace taper::combined {

/// A part bound to the steps in which it is used.
class bound_part {
 public:
  /// The base rate of a part.
  enum class base : unsigned char {
    own,     ///< its own peak, if any
    around,  ///< peak(1), which the combination around it multiplies
  };
  bound_part(run of, base on) : of_(std::make_shared<const run>(std::move(of))), on_(on) {}
  [[nodiscard]] bool follows_peak() const noexcept { return on_ == base::around; }
  double operator()(std::uint64_t t) const noexcept { return (*of_)(t); }
  const run& operator*() const noexcept { return *of_; }
  const run* operator->() const noexcept { return of_.get(); }

 private:
  std::shared_ptr<const run> of_;
  base on_;
};

/// part_k(t - b_k), or part_k(t), for b_k <= t < b_(k+1); b_0 = 0
struct sequenced {
  using made_from = operations::sequence;
  std::vector<bound_part> parts;
  std::vector<std::uint64_t> begins;  ///< first step of each part after the first
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
      out.add_part(parts[k]->rises(), begin, own_clock ? begin : 0);
    }
    return out;
  }
};

struct multiplied {
  using made_from = operations::product;
  std::vector<bound_part> parts;
  double scale;
  double operator()(std::uint64_t t) const noexcept {
    double rate = scale;
    for (const bound_part& each : parts) rate *= each(t);
    return rate;
  }
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (const bound_part& each : parts) out.add(each->rises());
    return out;
  }
};

struct clipped {
  using made_from = operations::clip;
  bound_part of;
  double low;
  double high;
  double scale;
  double operator()(std::uint64_t t) const noexcept { return scale * std::min(std::max(of(t), low), high); }
  [[nodiscard]] designed_rises rises() const { return of->rises(); }
};

/// Stops the clock at `at` for `length` steps.
struct held {
  using made_from = operations::hold;
  bound_part of;
  std::uint64_t at;
  std::uint64_t length;
  double scale;
  double operator()(std::uint64_t t) const noexcept {
    return scale * of(t <= at ? t : t - at <= length ? at : t - length);
  }
  [[nodiscard]] designed_rises rises() const {
    designed_rises out = of->rises();
    out.before += out.before > at ? std::min(length, UINT64_MAX - out.before) : 0;
    for (std::uint64_t& t : out.at) t = t <= at ? t : t > UINT64_MAX - length ? UINT64_MAX : t + length;
    return out;
  }
};

struct looped {
  using made_from = operations::loop;
  bound_part of;
  double scale;
  double operator()(std::uint64_t t) const noexcept { return scale * of(t % of->steps()); }
  [[nodiscard]] static designed_rises rises() { return {.anywhere = true}; }
};

/// Advances the clock once every `every` steps.
struct stepped {
  using made_from = operations::staircase;
  bound_part of;
  std::uint64_t every;
  double scale;
  double operator()(std::uint64_t t) const noexcept { return scale * of(t - t % every); }
  [[nodiscard]] designed_rises rises() const {
    designed_rises out = of->rises();
    const auto read_at = [&](std::uint64_t t) {
      return t > UINT64_MAX - every ? UINT64_MAX : (t + every - 1) / every * every;
    };
    out.before = read_at(out.before);
    for (std::uint64_t& t : out.at) t = read_at(t);
    return out;
  }
};

/// Delays the part by `by` steps, or advances it by `ahead`.
struct shifted {
  using made_from = operations::shift;
  bound_part of;
  std::uint64_t by;
  std::uint64_t ahead;
  double scale;
  double operator()(std::uint64_t t) const noexcept {
    const std::uint64_t now = t < by ? 0 : t - by;
    return scale * of(now > UINT64_MAX - ahead ? UINT64_MAX : now + ahead);
  }
  [[nodiscard]] designed_rises rises() const {
    designed_rises out = of->rises();
    const auto moved = [&](std::uint64_t t) {
      return t < ahead ? 0 : t > UINT64_MAX - by ? UINT64_MAX : t - ahead + by;
    };
    out.before = moved(out.before);
    for (std::uint64_t& t : out.at) t = moved(t);
    return out;
  }
};

/// Maps the part's 1 to `from` and its 0 to `to`.
struct mapped {
  using made_from = operations::between;
  bound_part of;
  double from;
  double to;
  double operator()(std::uint64_t t) const noexcept {
    const double share = of(t);
    return share == 1.0 ? from : to + (from - to) * share;
  }
  /// With from < to, the schedule rises where the part falls.
  [[nodiscard]] designed_rises rises() const { return from < to ? designed_rises{.anywhere = true} : of->rises(); }
};

/// The part times 1 + amplitude u_t. u_t in [-1, 1) are the upper 53 bits of SplitMix64 at seed + (t + 1) golden.
/// Source  Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014.
struct noisy {
  using made_from = operations::noise;
  bound_part of;
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
  double operator()(std::uint64_t t) const noexcept { return scale * of(t) * (1.0 + amplitude * uniform(seed, t)); }
  [[nodiscard]] designed_rises rises() const { return {.anywhere = amplitude > 0.0 || of->rises().anywhere}; }
};

/// The rates of a combined schedule: its operation and bound parts, for visitors.
struct combined_rates {
  std::variant<sequenced, multiplied, clipped, held, looped, stepped, shifted, mapped, noisy> is;
};

/// The same, as the rates of a run.
class combined_rule final : public step_rule {
 public:
  explicit combined_rule(combined_rates rates) : rates_(std::move(rates)) {}
  double operator()(std::uint64_t t) const noexcept override {
    return std::visit([t](const auto& f) { return f(t); }, rates_.is);
  }
  [[nodiscard]] designed_rises rises() const override {
    return std::visit([](const auto& f) { return f.rises(); }, rates_.is);
  }
  [[nodiscard]] const combined_rates* combined() const noexcept override { return &rates_; }

 private:
  combined_rates rates_;
};

}  // namespace taper::combined
