// Binding of combined and library schedules, and the window by which they are judged.
#include "taper/rule.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "taper/schedule.hpp"

namespace taper {

namespace {

constexpr std::uint64_t walked = 65'536;  // shorter runs are read at every step, longer ones at this many
constexpr std::size_t most_points = 1024;

/// The rates of a run at evenly spread steps; at every step of a short run.
struct samples {
  std::vector<std::uint64_t> at;
  std::vector<double> rate;
};

samples read(const step_rule& rates, std::uint64_t steps) {
  samples out;
  const std::uint64_t n = std::min(steps, walked);
  for (std::uint64_t k = 0; k < n; ++k) {
    const std::uint64_t t = n == steps ? k : detail::scaled_rounded(steps - 1, k, n - 1);
    out.at.push_back(t);
    out.rate.push_back(rates(t));
  }
  return out;
}

/// Whether rates fall in stairs after index `last`, the last one at the top: every change is between two levels.
bool in_stairs(const samples& s, std::size_t last) {
  bool stairs = false;
  for (std::size_t k = last; k + 2 < s.rate.size(); ++k) {
    if (s.rate[k + 1] == s.rate[k]) continue;
    const bool kept_before = k == 0 || s.rate[k] == s.rate[k - 1];
    if (!kept_before || s.rate[k + 2] != s.rate[k + 1]) return false;
    stairs = true;
  }
  return stairs;
}

constexpr double near = 1e-12;    ///< relative to the top: rounding
constexpr double dipping = 1e-3;  ///< relative to the highest rate: a fall, not rounding or an uneven warmup

/// The last index of the hump from which a schedule falls. If it falls and climbs back later this is the first hump, so
/// the rates in between count. For a schedule that rises anywhere by design it is the last hump.
std::size_t end_of_hump(const samples& s, double top, const designed_rises& by_design) {
  std::size_t last = s.rate.size() - 1;
  while (s.rate[last] < top * (1.0 - near)) --last;
  if (by_design.anywhere) return last;
  double high = 0.0;
  std::size_t hump = 0;
  for (std::size_t k = 0; k < last; ++k) {
    if (s.at[k] < by_design.before) continue;  // a warmup may have any shape
    if (s.rate[k] >= high * (1.0 - near)) {
      high = std::max(high, s.rate[k]);
      hump = k;
    } else if (s.rate[k] < high - dipping * top) {
      return hump;
    }
  }
  return last;
}

/// The first step in (low, high] at which `holds` is true; it is true at high and false at low.
template <class F>
std::uint64_t first_step(std::uint64_t low, std::uint64_t high, F&& holds) {
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    (holds(middle) ? high : low) = middle;
  }
  return high;
}

/// The begin of a fall whose first steps cannot be distinguished from the plateau [first, last]: estimated by the power
/// law 1 - w = c (t - begin)^p through the steps at which w has dropped by three given amounts. `last` if the fall has
/// no such steps.
std::uint64_t begin_of_fall(const step_rule& rates, double top, std::uint64_t first, std::uint64_t last,
                            std::uint64_t end) {
  const auto lost = [&](std::uint64_t t) { return 1.0 - rates(t) / top; };
  const bool single = static_cast<double>(static_cast<float>(rates(last + 1))) == rates(last + 1);
  if (lost(last + 1) > (single ? 1e-6 : 1e-11)) return last;  // the first step is visible
  std::array<std::uint64_t, 3> at{};
  std::array<double, 3> down{};
  std::size_t k = 0;
  for (const double level : single ? std::array{1e-5, 3e-4, 1e-2} : std::array{1e-12, 3e-8, 1e-3}) {
    if (!(lost(end) >= level)) return last;
    at[k] = first_step(last, end, [&](std::uint64_t t) { return lost(t) >= level; });
    down[k] = lost(at[k]);
    ++k;
  }
  if (at[0] == at[1] || at[1] == at[2]) return last;
  // whether the candidate is too early
  const auto too_early = [&](std::uint64_t begin) {
    const auto since = [&](std::size_t n) { return static_cast<double>(at[n] - begin); };
    return std::log(down[1] / down[0]) * std::log(since(2) / since(1)) >
           std::log(down[2] / down[1]) * std::log(since(1) / since(0));
  };
  if (!too_early(first)) return first;
  std::uint64_t low = first;
  std::uint64_t high = last + 1;
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    (too_early(middle) ? low : high) = middle;
  }
  const double length = static_cast<double>(end - low);
  return static_cast<double>(low - first) < 0.01 * length ? first
                                                          : low;  // ignores shorter holds: the law cannot resolve them
}

/// The fall as a table: warmup to the first step at the highest rate, hold to the last, then a table through the rates.
/// A fall in stairs has no hold: its first stair is part of the fall.
schedule through_rates(const step_rule& rates, std::uint64_t steps) {
  const samples s = read(rates, steps);
  const double top = *std::ranges::max_element(s.rate);
  schedule out{constant{}, {}};
  if (!(top >= 1e-300)) return out;
  out.with.peak = modifier::peak{top};
  const std::size_t hump = end_of_hump(s, top, rates.rises());
  const double level = s.rate[hump] >= top * (1.0 - near) ? top : s.rate[hump];
  const auto high = [&](std::uint64_t t) { return rates(t) >= level * (1.0 - near); };
  const auto first_high = std::ranges::find_if(s.rate, [&](double r) { return r >= level * (1.0 - near); });
  const auto rise = static_cast<std::size_t>(first_high - s.rate.begin());
  std::uint64_t first = s.at[rise];
  if (rise > 0) first = first_step(s.at[rise - 1], first, high);
  std::uint64_t last = s.at[hump];
  if (hump + 1 < s.at.size()) {
    last = first_step(last, s.at[hump + 1], [&](std::uint64_t t) { return !high(t); }) - 1;
  }
  if (last + 1 >= steps) return out;
  const bool stairs = in_stairs(s, hump);
  if (stairs) last = first;
  if (!stairs && last > first && level == top) last = begin_of_fall(rates, top, first, last, steps - 1);
  const std::uint64_t begin = last;
  if (first > 0) out.with.warmup = warmup(first);
  if (begin > first) out.with.hold = hold(begin - first);

  const auto length = static_cast<double>(steps - begin);
  const auto after = static_cast<std::size_t>(std::ranges::upper_bound(s.at, begin) - s.at.begin());
  const std::size_t stride = (s.rate.size() - after + most_points - 1) / most_points;
  std::vector<table::point> points{{0.0, level / top}};
  for (std::size_t k = after; k < s.rate.size(); k += std::max<std::size_t>(stride, 1)) {
    points.push_back({static_cast<double>(s.at[k] - begin) / length, s.rate[k] / top});
  }
  const double next = rates(steps);  // the next step of this fall, unless a new cycle begins there
  const double final_rate = s.rate.back();
  points.push_back({1.0, std::min(next, final_rate) / top});
  result<table> made = table::through(std::move(points));
  if (made) out.shape = *std::move(made);
  return out;
}

}  // namespace

double highest_rate(const step_rule& rates, std::uint64_t steps) {
  const std::vector<double> all = read(rates, steps).rate;
  const double top = *std::ranges::max_element(all);
  return top >= 1e-300 ? top : 1.0;
}

result<ruled> bind_rule(const schedule& s, std::uint64_t steps, const clock& clk) {
  if (steps < 1) return failed(errc::out_of_range, "a run needs at least 1 step, got 0");
  if (steps > (std::uint64_t{1} << 63U)) return failed(errc::out_of_range, "a run has at most 2^63 steps");
  const binding to{steps, clk, s.with.peak ? std::optional(s.with.peak->lr) : std::nullopt};
  TAPER_TRY(rates, s.root->bind(to));
  if (const std::optional<translation> own = s.root->as_native_schedule(to); own && own->steps == steps) {
    if (own->is.bind(steps, clk)) return ruled{std::move(rates), own->is};
  }
  return ruled{rates, through_rates(*rates, steps), true};
}

}  // namespace taper
