// Schedules inside others as arguments; binds a schedule by rule and finds the windows by which it is judged.
#include "taper/rule.hpp"

#include <algorithm>
#include <cmath>

#include "taper/notation.hpp"
#include "taper/schedule.hpp"

namespace taper {

bool operator==(const written_value& a, const written_value& b) {
  if (a.is != b.is || a.number != b.number || a.percent != b.percent || a.word != b.word || a.list != b.list)
    return false;
  return a.inner == b.inner || (a.inner && b.inner && a.inner->is == b.inner->is);
}

written_value as_argument(schedule s, std::size_t at) {
  written_value out;
  out.is = written_value::kind::schedule;
  out.inner = std::make_shared<const inner_schedule>(inner_schedule{std::move(s)});
  out.at = at;
  return out;
}

namespace {

constexpr std::uint64_t walked = 8192;  // runs up to here are read step by step, longer ones at as many steps
constexpr std::size_t most_points = 1024;

/// The rates of a run at steps spread over it: every step of a short one.
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

/// Whether rates go down in stairs after index `last`, the last one at the top: every change stands between two levels.
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

/// The fall as a table: warmup to the first step at the highest rate, hold to the last, then a table through the rates.
/// A fall in stairs has no hold: its first stair is part of the fall.
schedule through_rates(const step_rule& rates, std::uint64_t steps) {
  const samples s = read(rates, steps);
  const double top = *std::ranges::max_element(s.rate);
  schedule out{constant{}, {}};
  if (!(top >= 1e-300)) return out;
  out.with.peak = modifier::peak{top};
  const auto near_top = [&](double rate) { return rate >= top * (1.0 - 1e-12); };
  const auto first = static_cast<std::size_t>(std::ranges::find_if(s.rate, near_top) - s.rate.begin());
  std::size_t last = s.rate.size() - 1;
  while (!near_top(s.rate[last])) --last;
  if (s.at[last] + 1 >= steps) return out;
  if (in_stairs(s, last)) last = first;
  const std::uint64_t begin = s.at[last];
  if (first > 0) out.with.warmup = warmup(s.at[first]);
  if (begin > s.at[first]) out.with.hold = hold(begin - s.at[first]);

  const auto length = static_cast<double>(steps - begin);
  std::vector<table::point> points;
  const std::size_t falling = s.rate.size() - last;
  const std::size_t stride = (falling + most_points - 1) / most_points;
  for (std::size_t k = last; k < s.rate.size(); k += stride) {
    points.push_back({static_cast<double>(s.at[k] - begin) / length, k == last ? 1.0 : s.rate[k] / top});
  }
  const double next = rates(steps);  // where the fall would be one step on; not where a new cycle has begun
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
  if (steps < 1) return error{errc::out_of_range, "a run needs at least 1 step, got 0", error::nowhere, {}};
  if (steps > (std::uint64_t{1} << 63U))
    return error{errc::out_of_range, "a run has at most 2^63 steps", error::nowhere, {}};
  const binding to{steps, clk, s.with.peak ? std::optional(s.with.peak->lr) : std::nullopt};
  result<std::shared_ptr<const step_rule>> rates = s.with.rule->bind(to);
  if (!rates) return rates.error();
  if (const std::optional<translation> own = s.with.rule->in_own_words(to); own && own->steps == steps) {
    if (const result<schedule> judged = parse(own->spec); judged && judged->bind(steps, clk))
      return ruled{*std::move(rates), *judged};
  }
  return ruled{*rates, through_rates(**rates, steps), true};
}

}  // namespace taper
