// The input sequence x(t): warmup, hold and fall of one run or one cycle, placed on the step axis without rounding.
#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "taper/detail/exact.hpp"
#include "taper/detail/fall_line.hpp"
#include "taper/modifier.hpp"
#include "taper/phase.hpp"
#include "taper/result.hpp"
#include "taper/text.hpp"

namespace taper {

/// The part of a schedule that contains a step.
enum class part : unsigned char {
  rise,    ///< warmup with a separate shape: `phase.x` is t / W
  mirror,  ///< warmup by the mirrored window: `phase` is the window's
  hold,    ///< at the peak
  fall,    ///< the window
  after,   ///< t >= tau
};

/// The position of a step: its part, its phase, and the local time of the fall.
struct place {
  part in = part::hold;
  phase at{0.0, 1.0};
  double elapsed = 0.0;  ///< s = T_f x, local time of the fall in steps
};

/// Amounts of time as marks on an axis with `n` steps.
inline result<detail::mark> resolve(amount a, std::uint64_t axis, const clock& c, std::string_view what) {
  const auto bad = [&](errc code, const std::string& text) { return failed_on(std::string(what), code, ": " + text); };
  const auto counted = [&](double v) -> result<detail::mark> {
    if (!(v >= 0.0) || v > 9.2e18) return bad(errc::out_of_range, "an amount of time must be between 0 and 2^63 steps");
    return detail::mark_of(v);
  };
  const auto missing = [&](const char* unit, const char* entry, const char* parameter) {
    error e = bad(errc::unit, std::string("an amount in ") + unit + " needs to know the " + entry);
    e.needs = parameter;
    return e;
  };
  switch (a.in) {
    case unit::steps: return counted(a.value);
    case unit::percent: return detail::part_of(a.value, axis);
    case unit::epochs:
      if (!c.steps_per_epoch) return missing("epochs", "steps per epoch", "steps_per_epoch");
      return counted(a.value * *c.steps_per_epoch);
    case unit::samples:
      if (!c.samples_per_step) return missing("samples", "samples per step", "samples_per_step");
      return counted(a.value / *c.samples_per_step);
    case unit::tokens:
      if (!c.tokens_per_step) return missing("tokens", "tokens per step", "tokens_per_step");
      return counted(a.value / *c.tokens_per_step);
  }
  return bad(errc::unit, "unknown unit");
}

/// The step axis of a sampling: r = (t + offset) / end.
struct axis {
  std::uint64_t end;
  double offset;
  static constexpr axis of(sampling s, std::uint64_t n) noexcept {
    switch (s) {
      case sampling::symmetric: return {n - 1, 0.0};
      case sampling::one_based: return {n, 1.0};
      case sampling::midpoint: return {n, 0.5};
      case sampling::open: return {n + 1, 1.0};
      case sampling::periodic: break;
    }
    return {n, 0.0};
  }
};

/// Warmup, hold and fall on n steps (docs/semantics.md, "Warmup, hold, fall"; in exact remainders).
///
///   rise:  t < W                x = t / W, or the window mirrored: x = (W - t - o) / W
///   hold:  t + o <= W + H       x = 0
///   fall:  s = t + o - W - H,   x = s / T_f,   1 - x = (D - t - o) / T_f,   T_f = D - W - H
class timeline {
 public:
  /// The input of a timeline: the composition without restarts and levels.
  static result<timeline> make(const composition& c, std::uint64_t n, const clock& clk, bool with_warmup = true) {
    // the error of parts that do not fit, with their lengths: "warmup leaves no step after it: 600 of 500 steps"
    const auto no_room = [n](const char* subject, const char* why, std::initializer_list<detail::mark> parts) {
      std::string lengths;
      for (const detail::mark& m : parts) lengths += (lengths.empty() ? "" : " + ") + print_number(m.real());
      error out = failed_on(subject, errc::conflict, why + (": " + lengths) + " of " + std::to_string(n) + " steps");
      out.steps = n;
      return out;
    };
    const sampling sampled = c.sampled.value_or(sampling::periodic);
    if (n < 1) return failed(errc::out_of_range, "a run needs at least 1 step, got 0");
    if (n > (std::uint64_t{1} << 63U)) return failed(errc::out_of_range, "a run has at most 2^63 steps");
    if (sampled == sampling::symmetric && n < 2)
      return failed_on("sampling", errc::out_of_range, "(symmetric) needs at least 2 steps");
    const axis on = axis::of(sampled, n);
    timeline out;
    out.n_ = n;
    out.end_ = on.end;
    out.offset_ = on.offset;
    const detail::mark whole{on.end, 0.0};
    detail::mark hold;
    if (c.hold) {
      TAPER_TRY(held, resolve(c.hold->length, on.end, clk, "hold"));
      hold = held;
    }
    if (c.full) {
      if (!(hold < whole)) return no_room("hold", " leaves no step after it", {hold});
      out.rise_ = (whole - hold).half();
      out.shape_ = rise::mirror;
    } else if (c.warmup && with_warmup) {
      TAPER_TRY(warmup, resolve(c.warmup->length, on.end, clk, "warmup"));
      out.rise_ = warmup;
      out.shape_ = c.warmup->shape;
      out.from_ = c.warmup->from;
    }
    out.fall_begin_ = out.rise_ + hold;
    if (c.cooldown) {
      TAPER_TRY(fall, resolve(c.cooldown->length, on.end, clk, "cooldown"));
      if (whole < fall || whole - fall < out.fall_begin_)
        return no_room("warmup", " and cooldown together are longer than the run", {out.rise_, fall});
      out.fall_begin_ = whole - fall;
    }
    if (!(out.fall_begin_ < whole)) {
      if (c.cooldown) return failed_on("cooldown", errc::conflict, " must be longer than 0 steps");
      if (!(detail::mark{} < out.rise_)) return no_room("hold", " leaves no step after it", {hold});
      if (!(detail::mark{} < hold)) return no_room("warmup", " leaves no step after it", {out.rise_});
      return no_room("warmup", " and hold leave no step after them", {out.rise_, hold});
    }
    out.rise_end_ = out.rise_.ceil();
    if (out.shape_ == rise::mirror) {  // the mirrored window ends where t + o reaches W
      const double ahead = out.rise_.fraction - out.offset_;
      out.rise_end_ = ahead > 0.0 ? out.rise_.whole + 1 : (out.rise_.whole > 0 || ahead > -1.0 ? out.rise_.whole : 0);
      if (ahead <= -1.0 && out.rise_end_ > 0) --out.rise_end_;
    }
    out.rise_length_ = out.rise_.real();
    out.fall_length_ = (whole - out.fall_begin_).real();
    out.shift_ = out.offset_ - out.fall_begin_.fraction;
    return out;
  }

  /// s = t + o - W - H for a step at or after the whole part of the fall's beginning; not positive on the hold.
  TAPER_DEVICE [[nodiscard]] constexpr double elapsed(std::uint64_t t) const noexcept {
    return static_cast<double>(t - fall_begin_.whole) + shift_;
  }
  /// D - t - o, for t < tau.
  TAPER_DEVICE [[nodiscard]] constexpr double remaining(std::uint64_t t) const noexcept {
    return static_cast<double>(end_ - t) - offset_;
  }
  TAPER_DEVICE [[nodiscard]] constexpr bool rising(std::uint64_t t) const noexcept { return t < rise_end_; }
  TAPER_DEVICE [[nodiscard]] constexpr bool before_fall(std::uint64_t t) const noexcept {
    return t < fall_begin_.whole;
  }

  /// The interior steps of the fall: first … first + count - 1. None if the run is so long that a
  /// step does not fit a signed number.
  struct inner {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    /// Whether step t is one of them; one comparison.
    TAPER_DEVICE [[nodiscard]] constexpr bool has(std::uint64_t t) const noexcept { return t - first < count; }
  };
  [[nodiscard]] constexpr inner inside() const noexcept {
    if (n_ >= std::uint64_t{1} << 62U) return {};
    inner out{first_falling(), 0};
    std::uint64_t last = n_;
    while (last > out.first && !(remaining(last - 1) > 0.0)) --last;  // at most one step
    out.count = last - out.first;
    return out;
  }
  /// The point of such a step; the compiler may assume 0 < x and 0 < rest.
  TAPER_DEVICE [[nodiscard]] constexpr phase inside_at(std::uint64_t t) const noexcept {
    const double s = static_cast<double>(static_cast<std::int64_t>(t - fall_begin_.whole)) + shift_;
    const double left = static_cast<double>(static_cast<std::int64_t>(end_ - t)) - offset_;
    const phase p{s / fall_length_, left / fall_length_};
    if (!(p.x > 0.0)) __builtin_unreachable();
    if (!(p.rest > 0.0)) __builtin_unreachable();
    return p;
  }

  /// The steps from t on, which must be such steps, as a line for evaluation in bulk; `end_` must be below 2^53.
  [[nodiscard]] constexpr detail::fall_line inside_from(std::uint64_t t, const detail::levels& at) const noexcept {
    return {
        static_cast<double>(t - fall_begin_.whole), shift_, static_cast<double>(end_ - t), offset_, fall_length_, at};
  }

  /// The place of step t < tau.
  [[nodiscard]] constexpr place at(std::uint64_t t) const noexcept {
    if (rising(t)) return rise_at(t);
    if (before_fall(t)) return {};
    const double s = elapsed(t);
    if (!(s > 0.0)) return {};
    return {part::fall, {s / fall_length_, remaining(t) / fall_length_}, s};
  }

  [[nodiscard]] constexpr place rise_at(std::uint64_t t) const noexcept {
    if (shape_ != rise::mirror) {
      return {part::rise,
              {static_cast<double>(t) / rise_length_, (rise_length_ - static_cast<double>(t)) / rise_length_},
              0.0};
    }
    const double left = static_cast<double>(rise_.whole - t) + (rise_.fraction - offset_);
    return {part::mirror, {left / rise_length_, (static_cast<double>(t) + offset_) / rise_length_}, 0.0};
  }

  /// The fraction of the peak at step t of a warmup that is not mirrored.
  [[nodiscard]] double risen(std::uint64_t t) const noexcept {
    const auto now = static_cast<double>(t);
    double u = now / rise_length_;
    switch (shape_) {
      case rise::linear:
      case rise::mirror: break;
      case rise::cosine: u = u <= 0.5 ? detail::sin2_half_pi(u) : 1.0 - detail::sin2_half_pi(1.0 - u); break;
      case rise::one_minus_sqrt: u = 1.0 - std::sqrt((rise_length_ - now) / rise_length_); break;
      case rise::log: u = rise_length_ > 1.0 ? std::fmin(1.0, std::log1p(now) / std::log(rise_length_)) : 1.0; break;
    }
    return from_ + (1.0 - from_) * u;
  }

  [[nodiscard]] constexpr std::uint64_t steps() const noexcept { return n_; }
  [[nodiscard]] constexpr double rise_length() const noexcept { return rise_length_; }
  [[nodiscard]] constexpr double fall_length() const noexcept { return fall_length_; }
  /// W + H, where the fall begins.
  [[nodiscard]] constexpr detail::mark fall_begin() const noexcept { return fall_begin_; }
  [[nodiscard]] constexpr std::uint64_t rise_end() const noexcept { return rise_end_; }
  /// The first step at or after W.
  [[nodiscard]] constexpr std::uint64_t warmup_steps() const noexcept { return rise_.ceil(); }
  [[nodiscard]] constexpr rise rise_shape() const noexcept { return shape_; }
  /// The first step inside the fall (s > 0); tau when there is none.
  [[nodiscard]] constexpr std::uint64_t first_falling() const noexcept {
    std::uint64_t t = fall_begin_.whole > rise_end_ ? fall_begin_.whole : rise_end_;
    while (t < n_ && !(elapsed(t) > 0.0)) ++t;  // at most two steps
    return t < n_ ? t : n_;
  }

 private:
  std::uint64_t n_ = 0;
  std::uint64_t end_ = 0;
  double offset_ = 0.0;
  detail::mark rise_;
  detail::mark fall_begin_;
  std::uint64_t rise_end_ = 0;
  double rise_length_ = 0.0;
  double fall_length_ = 0.0;
  double shift_ = 0.0;
  double from_ = 0.0;
  rise shape_ = rise::linear;
};

}  // namespace taper
