// Random schedules: families with parameters from the ranges in the registry, and every modifier.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "taper/taper.hpp"

namespace taper {
/// How a failing case is shown.
inline void showValue(const schedule& s, std::ostream& out) {
  out << print(s);
}  // NOLINT(readability-identifier-naming)
}  // namespace taper

namespace taper::test {

/// A real number in [low, high], uniform.
inline double real(double low, double high) {
  return low + (high - low) * static_cast<double>(*rc::gen::inRange<std::int64_t>(0, 1'000'001)) * 1e-6;
}
/// A positive number whose logarithm is uniform in [low, high].
inline double log_real(double low, double high) { return std::exp(real(std::log(low), std::log(high))); }
inline bool coin() { return *rc::gen::inRange(0, 2) == 1; }
inline std::uint64_t whole(std::uint64_t low, std::uint64_t high) {
  return *rc::gen::resize(100, rc::gen::inRange<std::uint64_t>(low, high));
}

/// The range of the drawn parameters.
enum class reach : unsigned char {
  ordinary,  ///< usual values: within 1/64 … 64 of the open ends of the range and the default
  anywhere,  ///< the whole valid range, its ends included
};

/// A value of a parameter's valid range.
inline double value_in(const range& r, reach how) {
  const double low = r.low;
  const double high = r.high;
  const bool bounded = high < 1e100;
  double v = 0.0;
  if (bounded && high <= 1.0) {
    v = how == reach::ordinary ? real(std::max(low, 0.02), std::min(high, 0.98))
                               : log_real(std::max(low, 1e-300), high);
  } else {
    const double from = std::max(low, how == reach::ordinary ? 1.0 / 64 : 1e-300);
    const double to = how == reach::ordinary ? std::min(high, std::max(low, 1.0) * 64) : std::min(high, 1e300);
    v = log_real(from, to);
  }
  if (how == reach::anywhere && *rc::gen::inRange(0, 8) == 0) v = coin() ? low : high;
  return r.contains(v) ? v : (r.contains(1.5) ? 1.5 : 0.5);
}

template <class F>
F family(reach how) {
  F f{};
  for (const parameter<F>& p : F::parameters) f.*p.member = value_in(p.valid, how);
  return f;
}
/// A falling table from 1 to 0 with points in between.
template <>
inline table family<table>(reach) {
  const auto n = static_cast<std::size_t>(whole(0, 6));
  std::vector<table::point> points{{0.0, 1.0}};
  for (std::size_t k = 0; k < n; ++k) {
    const double x = points.back()[0] + (1.0 - points.back()[0]) * real(0.05, 0.9);
    points.push_back({x, points.back()[1] * real(0.0, 1.0)});
  }
  points.push_back({1.0, 0.0});
  return table::through(points).value();
}

/// A family of the registry by its number.
inline any_window draw_family_member(reach how) {
  const auto chosen = static_cast<std::size_t>(whole(0, std::variant_size_v<any_family>));
  any_window out;
  std::size_t k = 0;
  for_each_family([&]<class F>() {
    if (k++ == chosen) out = family<F>(how);
  });
  return out;
}

/// An amount of time, at most `most` percent of the run, in every unit.
inline amount some_amount(std::uint64_t steps, double most) {
  const double part = real(0.0, most / 100.0);
  switch (whole(0, 5)) {
    case 0: return percent(100.0 * part);
    case 1: return epochs(part * static_cast<double>(steps) / 10.0);
    case 2: return samples(std::floor(part * static_cast<double>(steps)) * 8.0);
    case 3: return tokens(std::floor(part * static_cast<double>(steps)) * 4096.0);
    default: return taper::steps(static_cast<std::uint64_t>(part * static_cast<double>(steps)));
  }
}
inline constexpr clock any_clock{.steps_per_epoch = 10.0, .samples_per_step = 8.0, .tokens_per_step = 4096.0};

/// One drawn value, shown as one where a property fails.
template <class F>
auto drawn(F draw) {
  return *rc::gen::exec(std::move(draw));
}
inline any_window any_family_member(reach how) {
  return drawn([=] { return draw_family_member(how); });
}

/// A schedule with random modifiers that fits `steps` steps.
inline schedule draw_schedule(std::uint64_t steps, reach how) {
  schedule s{draw_family_member(how), {}};
  composition& c = s.with;
  const auto rarely = [] { return *rc::gen::inRange(0, 4) == 0; };
  const auto pick_rise = [] { return static_cast<rise>(whole(0, 5)); };
  if (rarely()) {
    c.full = modifier::full{};
  } else if (coin()) {
    c.warmup = modifier::warmup{some_amount(steps, 30.0), pick_rise(), coin() ? 0.0 : real(0.0, 1.0)};
    if (c.warmup->shape == rise::mirror) c.warmup->from = 0.0;
  }
  if (rarely()) {
    c.hold = modifier::hold{some_amount(steps, 30.0)};
  } else if (!c.full && rarely()) {
    c.cooldown = modifier::cooldown{some_amount(steps, 30.0)};
  }
  if (rarely() && steps >= 64) {
    // amounts in steps are of a cycle here: leave room
    c.hold = c.hold ? std::optional(modifier::hold{percent(20.0)}) : std::nullopt;
    c.cooldown = c.cooldown ? std::optional(modifier::cooldown{percent(20.0)}) : std::nullopt;
    const double stretch = coin() ? 1.0 : real(0.8, 2.0);
    const double decay = coin() ? 1.0 : real(0.3, 1.0);
    if (coin()) {
      c.restarts = modifier::restarts{whole(2, 5), std::nullopt, stretch, decay};
    } else {
      c.restarts = modifier::restarts{std::nullopt, whole(4, steps),
                                      std::max(stretch, 1.0) == 1.0 ? 1.0 : std::max(stretch, 1.1), decay};
    }
  } else if (!c.full && rarely()) {
    c.sequence = coin() ? input::kronecker : input::kronecker_sorted;
  }
  if (!c.sequence && coin()) c.sampled = static_cast<sampling>(whole(0, 5));
  const bool scaled = coin();
  if (scaled) c.peak = modifier::peak{how == reach::ordinary ? log_real(1e-6, 10.0) : log_real(1e-300, 1e300)};
  if (rarely()) {
    c.floor = scaled && coin() ? modifier::floor{c.peak->lr * real(0.0, 1.0) * (c.restarts ? 1e-6 : 1.0),
                                                 modifier::floor::kind::rate}
                               : modifier::floor{real(0.0, 100.0), modifier::floor::kind::percent};
  }
  s.with = normalized(c);
  return s;
}

inline schedule any_schedule(std::uint64_t steps, reach how) {
  return drawn([=] { return draw_schedule(steps, how); });
}

/// One property over random cases; the failing case is printed by RapidCheck.
template <class F>
void holds(const std::string& sentence, F&& property) {
  EXPECT_TRUE(rc::check(sentence, std::forward<F>(property)));
}

}  // namespace taper::test
