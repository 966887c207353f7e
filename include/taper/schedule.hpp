// A schedule: window, input sequence, floor and peak as one immutable value; bound to a length it evaluates any step.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "taper/kronecker.hpp"
#include "taper/modifier.hpp"
#include "taper/node.hpp"
#include "taper/registry.hpp"
#include "taper/restarts.hpp"
#include "taper/result.hpp"
#include "taper/rule.hpp"
#include "taper/sequence.hpp"

namespace taper {

template <window W>
class basic_run;
template <window W>
class basic_endless_run;

/// Errors of modifiers that do not depend on the length: ranges, exclusions, a repeated modifier. `root` is the combined or
/// library schedule that they modify, if any.
result<void> fault_of(const composition& c, const node* root = nullptr);

/// The modifiers without those that have no effect (hold(0), sampling(periodic), …).
composition normalized(composition c);

/// A window with its modifiers, not yet bound to a length. Compose it with `|`, or parse it from text.
template <window W>
struct basic_schedule {
  W shape;
  composition with;
  node_ref root{};  ///< a combined or library schedule, which replaces the window; the only modifier of it is `peak`

  /// The schedule over `steps` optimizer steps; throws bad_result when it does not fit (see bind).
  [[nodiscard]] basic_run<W> over(std::uint64_t steps, const clock& clk = {}) const { return bind(steps, clk).value(); }
  /// The schedule over `steps` optimizer steps, or an error.
  [[nodiscard]] result<basic_run<W>> bind(std::uint64_t steps, const clock& clk = {}) const {
    return basic_run<W>::make(*this, steps, clk);
  }

  /// The schedule without a length, a rate for any step;
  /// throws bad_result if a part of it needs one (endless.hpp).
  [[nodiscard]] basic_endless_run<W> endless(const clock& clk = {}) const;
  /// The same, or an error that names the part that needs the length of the run.
  [[nodiscard]] result<basic_endless_run<W>> bind_endless(const clock& clk = {}) const;

  /// As a schedule of any family: schedule s = cosine{} | warmup(500).
  template <std::same_as<any_window> Any>
    requires(!std::same_as<W, any_window>)
  operator basic_schedule<Any>() const {  // NOLINT(google-explicit-constructor)
    return {Any(shape), with};
  }

  friend bool operator==(const basic_schedule&, const basic_schedule&) = default;
};

/// A schedule of any kind: what parse() returns. A window, or with `root` a combined or library schedule.
using schedule = basic_schedule<any_window>;

/// A schedule inside another.
struct inner_schedule {
  schedule is;
};
/// A schedule as an argument, or an operand, of the enclosing one.
written_value as_argument(schedule s, std::size_t at = error::nowhere);
operand as_operand(schedule s, std::size_t at = error::nowhere);

/// A combined or library schedule without modifiers.
schedule schedule_of(node_ref root);
/// Whether the values are learning rates (it contains a peak or rates of another library) rather than multipliers.
bool is_absolute(const schedule& s);

/// The same schedule as a window with modifiers, over `steps` steps.
struct translation {
  schedule is;
  std::uint64_t steps = 0;
};

/// A combined or library schedule bound to a run, and the schedule of windows by which it is judged: its translation if
/// there is one, else a table through its rates.
struct ruled {
  std::shared_ptr<const step_rule> rates;
  schedule judged;
  bool only_rates = false;  ///< no window with modifiers matches: `judged` is a table through the rates
};
result<ruled> bind_rule(const schedule& s, std::uint64_t steps, const clock& clk);

namespace detail {
/// The rates of consecutive steps inside a fall, from step t on.
void fill_inside(const any_window::kernel_type& kernel, const timeline& line, std::uint64_t t, const levels& at,
                 std::span<double> out) noexcept;
void fill_inside(const any_window::kernel_type& kernel, const timeline& line, std::uint64_t t, const levels& at,
                 std::span<float> out) noexcept;
}  // namespace detail

/// lr(t) = peak [ l + (1 - l) phi(x(t)) ], a pure function of the step: no state, total, noexcept.
///
/// Step t >= tau gives the terminal value peak (l + (1 - l) phi(1)). Rates have the unit of the peak.
template <window W>
class basic_run {
 public:
  static result<basic_run> make(const basic_schedule<W>& s, std::uint64_t steps, const clock& clk);
  /// A run that is only used for its rates and rises, such as a part of another; it is not judged.
  static basic_run unjudged(const basic_schedule<W>& s, std::uint64_t steps, const clock& clk,
                            std::shared_ptr<const step_rule> rates) {
    basic_run out(s, steps, clk);
    out.use(std::move(rates), {s.shape, {}}, true);
    return out;
  }

  /// The learning rate of optimizer step t.
  [[nodiscard]] double operator()(std::uint64_t t) const noexcept {
    if (inside_.has(t)) [[likely]]
      return floor_ + height_ * kernel_.value(line_.inside_at(t));
    return elsewhere(t);
  }

  /// Fills `out` with the rates of steps first, first + stride, …: the same bits as one evaluation after the other. Consecutive
  /// steps inside the fall are vector code where the family is known only at run time.
  template <class Float>
  void fill(std::uint64_t first, std::span<Float> out, std::uint64_t stride = 1) const noexcept {
    if constexpr (std::same_as<W, any_window>) {
      if (stride == 1 && steps_ < std::uint64_t{1} << 52U) {
        if (plain_) return fill_fall(first, out);
        if (cycles_ && !rule_ && !endless()) return fill_cycles(first, out);
      }
    }
    const auto with = [&](const auto& kernel) {
      std::uint64_t t = first;
      if (sequence() == input::kronecker_sorted && stride == 1) return walk_sorted(first, out);
      for (Float& value : out) {
        value = static_cast<Float>(rate(kernel, t));
        t += stride;
      }
    };
    if constexpr (std::same_as<W, any_window>) {
      kernel_.visit(with);
    } else {
      with(kernel_);
    }
  }
  /// All rates, steps 0 … tau - 1.
  [[nodiscard]] std::vector<double> table() const {
    std::vector<double> out(static_cast<std::size_t>(steps_));
    fill(0, std::span<double>(out));
    return out;
  }

  [[nodiscard]] std::uint64_t steps() const noexcept { return steps_; }
  [[nodiscard]] std::uint64_t size() const noexcept { return steps_; }
  [[nodiscard]] double peak() const noexcept { return peak_; }
  [[nodiscard]] double floor() const noexcept { return floor_; }
  [[nodiscard]] const basic_schedule<W>& source() const noexcept { return source_; }
  /// The schedule that the analysis uses: the source, unless that has a root (see ruled). The members below refer to it.
  [[nodiscard]] const basic_schedule<W>& judged() const noexcept { return judged_ ? *judged_ : source_; }
  /// The rates, if the schedule has a root that no window with modifiers matches exactly; null otherwise.
  [[nodiscard]] std::shared_ptr<const step_rule> only_rates() const noexcept {
    return only_rates_ ? rule_ : std::shared_ptr<const step_rule>();
  }
  [[nodiscard]] const clock& timing() const noexcept { return clock_; }
  [[nodiscard]] const kernel_of<W>& kernel() const noexcept { return kernel_; }
  [[nodiscard]] bool has_cycles() const noexcept { return cycles_.has_value(); }
  [[nodiscard]] input sequence() const noexcept { return judged().with.sequence.value_or(input::uniform); }

  /// A step in the analysis: its cycle, the timeline of that cycle, and its position on it.
  struct location {
    cycle in;       ///< whole run without restarts
    timeline line;  ///< of the cycle
    place where;
  };
  /// Where step t lies. For t >= tau `where.in` is part::after.
  [[nodiscard]] location locate(std::uint64_t t) const noexcept;
  /// The number of cycles of the run (1 without restarts) and the steps of cycle i.
  [[nodiscard]] std::uint64_t cycle_count() const noexcept;
  [[nodiscard]] location cycle_number(std::uint64_t i) const noexcept;
  /// Where the schedule rises by design, apart from its beginning.
  [[nodiscard]] designed_rises rises() const {
    if (rule_) return rule_->rises();
    return {has_cycles() || sequence() == input::kronecker, line_.rise_end(), {}};
  }
  /// The floor of a cycle as a fraction of that cycle's peak.
  [[nodiscard]] double floor_fraction(const cycle& c) const noexcept {
    return floor_is_rate() ? floor_ / (peak_ * c.height) : floor_ / peak_;
  }

 private:
  basic_run(const basic_schedule<W>& s, std::uint64_t steps, const clock& clk);

  /// A run with the rates of a rule, and with timeline, cycles and window of the schedule by which it is judged.
  static result<basic_run> by_rule(const basic_schedule<W>& s, std::uint64_t steps, const clock& clk);
  void use(std::shared_ptr<const step_rule> rates, basic_schedule<W> judged, bool only_rates) {
    rule_ = std::move(rates);
    judged_ = std::move(judged);
    only_rates_ = only_rates;
    plain_ = false;
    inside_ = {};
  }

  /// Sets up warmup and cycles; returns an error if they do not fit.
  result<void> plan_cycles();

  [[nodiscard]] composition cycle_composition() const;
  [[nodiscard]] timeline cycle_line(const cycle& c) const noexcept;
  friend class basic_endless_run<W>;
  [[nodiscard]] bool endless() const noexcept {
    return without_end_ || (judged().with.restarts && judged().with.restarts->first);
  }
  [[nodiscard]] bool floor_is_rate() const noexcept {
    return judged().with.floor && judged().with.floor->is == modifier::floor::kind::rate;
  }
  [[nodiscard]] double rate_of_rise(const timeline& line, std::uint64_t t, double height) const noexcept {
    const place p = line.rise_at(t);
    if (p.in == part::rise) return peak_ * height * line.risen(t);
    return level(kernel_.value(p.at), height);
  }
  [[nodiscard]] double level(double phi, double height) const noexcept {
    if (height == 1.0) return phi == 1.0 ? peak_ : floor_ + height_ * phi;
    const double top = peak_ * height;
    const double bottom = floor_is_rate() ? floor_ : floor_ * height;
    return phi == 1.0 ? top : bottom + (top - bottom) * phi;
  }
  /// Warmup, hold, restarts, Kronecker input, steps at and after the end.
  [[nodiscard]] double elsewhere(std::uint64_t t) const noexcept;
  [[nodiscard]] double terminal() const noexcept;
  /// kronecker(sorted) in order: each step follows from the previous one by the three gaps.
  template <class Float>
  void walk_sorted(std::uint64_t first, std::span<Float> out) const noexcept {
    const std::uint64_t begin = line_.fall_begin().ceil();
    bool walking = false;
    std::uint64_t j = 0;
    for (std::uint64_t t = first; Float & value : out) {
      const bool falling = t >= begin && t < steps_ && !line_.rising(t);
      if (falling) {
        j = walking ? order_.next(j) : order_.at(t - begin);
        value = static_cast<Float>(level(kernel_.value(kronecker_point(j)), 1.0));
      } else {
        value = static_cast<Float>((*this)(t));
      }
      walking = falling;
      ++t;
    }
  }
  /// Consecutive steps of one fall: before it, inside it, after it.
  template <class Float>
  void fill_fall(std::uint64_t first, std::span<Float> out) const noexcept {
    std::size_t k = 0;
    while (k < out.size()) {
      const std::uint64_t t = first + k;
      if (!inside_.has(t)) {
        const bool held = t < steps_ && !line_.rising(t) && line_.before_fall(t);
        out[k++] = static_cast<Float>(held ? held_ : elsewhere(t));
        continue;
      }
      const std::size_t count = at_most(inside_.first + inside_.count - t, out.size() - k);
      detail::fill_inside(kernel_, line_, t, {floor_, height_, floor_ + height_}, out.subspan(k, count));
      k += count;
    }
  }
  /// Consecutive steps of restarts, a cycle at a time.
  template <class Float>
  void fill_cycles(std::uint64_t first, std::span<Float> out) const noexcept {
    std::size_t k = 0;
    while (k < out.size()) {
      const std::uint64_t t = first + k;
      if (t < warm_.warmup_steps() || t >= steps_) {
        out[k++] = static_cast<Float>(elsewhere(t));
        continue;
      }
      const cycle in = cycles_->at(t - warm_.warmup_steps());
      const timeline line = cycle_line(in);
      const timeline::inner inside = line.inside();
      const double bottom = in.height == 1.0 || floor_is_rate() ? floor_ : floor_ * in.height;
      const double top = in.height == 1.0 ? peak_ : peak_ * in.height;
      std::uint64_t u = t - warm_.warmup_steps() - in.begin;
      const std::size_t end = k + at_most(std::min(in.length - u, steps_ - t), out.size() - k);
      while (k < end) {
        const std::size_t count = inside.has(u) ? at_most(inside.first + inside.count - u, end - k) : 1;
        if (inside.has(u)) {
          const double height = in.height == 1.0 ? height_ : top - bottom;
          detail::fill_inside(kernel_, line, u, {bottom, height, top}, out.subspan(k, count));
        } else {
          out[k] = static_cast<Float>(level(kernel_.value(line.at(u).at), in.height));
        }
        k += count;
        u += count;
      }
    }
  }
  static std::size_t at_most(std::uint64_t count, std::size_t most) noexcept {
    return count < most ? static_cast<std::size_t>(count) : most;
  }
  template <class Kernel>
  [[nodiscard]] double rate(const Kernel& kernel, std::uint64_t t) const noexcept {
    if (inside_.has(t)) [[likely]]
      return floor_ + height_ * kernel.value(line_.inside_at(t));
    return elsewhere(t);
  }

  // read at every step, so adjacent in memory
  std::uint64_t steps_ = 0;
  double peak_ = 1.0;
  double floor_ = 0.0;
  double height_ = 1.0;
  double held_ = 1.0;       ///< the rate at x = 0: the peak, except for a table that begins at another value
  timeline::inner inside_;  ///< the steps between the ends of the one fall; none with restarts, Kronecker input, rules
  bool plain_ = true;       ///< one fall whose input is the steps in order
  bool without_end_ = false;  ///< made without a length
  timeline line_;
  kernel_of<W> kernel_;
  // read elsewhere
  kronecker_order order_;
  timeline warm_;
  std::optional<cycle_plan> cycles_;
  basic_schedule<W> source_;
  std::shared_ptr<const step_rule> rule_;
  std::optional<basic_schedule<W>> judged_;  ///< the schedule by which a rule is judged
  bool only_rates_ = false;                  ///< that schedule is a table through its rates
  clock clock_;
};

/// A bound schedule of any family.
using run = basic_run<any_window>;

namespace detail {
template <class T>
constexpr void put_once(std::optional<T>& place, const T& value, std::string_view name, composition& c) {
  if (place) c.given_twice = name;
  place = value;
}
inline void add(composition& c, const modifier::warmup& m) { put_once(c.warmup, m, "warmup", c); }
inline void add(composition& c, const modifier::hold& m) { put_once(c.hold, m, "hold", c); }
inline void add(composition& c, const modifier::cooldown& m) { put_once(c.cooldown, m, "cooldown", c); }
inline void add(composition& c, const modifier::full& m) { put_once(c.full, m, "full", c); }
inline void add(composition& c, const modifier::restarts& m) { put_once(c.restarts, m, "restarts", c); }
inline void add(composition& c, const input& m) { put_once(c.sequence, m, "kronecker", c); }
inline void add(composition& c, const sampling& m) { put_once(c.sampled, m, "sampling", c); }
inline void add(composition& c, const modifier::floor& m) { put_once(c.floor, m, "floor", c); }
inline void add(composition& c, const modifier::peak& m) { put_once(c.peak, m, "peak", c); }

template <class M>
concept is_modifier = requires(composition& c, const M& m) { add(c, m); };
}  // namespace detail

/// poly{.i = 1.8} | warmup(500) | floor(percent(10)) | peak(3e-4)
template <window W, detail::is_modifier M>
basic_schedule<W> operator|(W shape, const M& m) {
  basic_schedule<W> out{std::move(shape), {}};
  detail::add(out.with, m);
  return out;
}
template <window W, detail::is_modifier M>
basic_schedule<W> operator|(basic_schedule<W> s, const M& m) {
  detail::add(s.with, m);
  return s;
}

// A custom window in another namespace composes too: argument-dependent lookup finds the operator by the modifiers.
namespace modifier {
using taper::operator|;
}  // namespace modifier

/// A schedule whose family is known only at run time, from one whose family is known.
template <window W>
  requires(!std::same_as<W, any_window>)
schedule erase(const basic_schedule<W>& s) {
  return {any_window(s.shape), s.with};
}
template <window W>
  requires(!std::same_as<W, any_window>)
schedule erase(const W& w) {
  return {any_window(w), {}};
}
/// Binds a bare window: cosine{} is a schedule without modifiers.
template <window W>
basic_run<W> over(const W& w, std::uint64_t steps) {
  return basic_schedule<W>{w, {}}.over(steps);
}

}  // namespace taper

#include "taper/detail/run.hpp"
#include "taper/endless.hpp"

namespace taper {
extern template class basic_run<any_window>;  // compiled once, with the library
}  // namespace taper
