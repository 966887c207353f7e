// The three stages of one fall, and the collapse of its acceptance.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "taper/verdict.hpp"

namespace taper {

namespace {

constexpr double favorable_tolerance = 1e-9;
constexpr double marginal_tolerance = 0.05;
constexpr std::uint64_t walked = 512;  // stages this short are walked step by step

/// The steps of a fall on the clock it is judged by.
class judged_fall {
 public:
  judged_fall(const fall_view& fall, judged_clock clock)
      : fall_(fall),
        on_run_(clock == judged_clock::whole_run),
        first_(fall.line.first_falling()),
        last_(fall.line.steps() - 1) {}

  [[nodiscard]] bool empty() const { return first_ > last_; }
  [[nodiscard]] std::uint64_t first() const { return first_; }
  [[nodiscard]] std::uint64_t last() const { return last_; }
  [[nodiscard]] double length() const { return on_run_ ? static_cast<double>(fall_.total) : fall_.line.fall_length(); }
  [[nodiscard]] double time(std::uint64_t t) const {
    return on_run_ ? static_cast<double>(fall_.begin + t) : fall_.line.elapsed(t);
  }
  [[nodiscard]] double odds(std::uint64_t t) const { return fall_.odds(fall_.at(t)); }
  [[nodiscard]] double gamma_bar(std::uint64_t t) const { return odds(t) / time(t); }
  [[nodiscard]] double steepness(std::uint64_t t) const {
    const phase p = fall_.at(t);
    const double own = fall_.steepness(p);
    if (!on_run_ || own == 0.0) return own;
    const double r = time(t) / length();
    return own * r * (1.0 - r) * length() / (p.x * p.rest * fall_.line.fall_length());
  }
  /// The last step at or before half of the clock; false when there is none.
  [[nodiscard]] bool last_early(std::uint64_t& t) const {
    const double half = 0.5 * length();
    if (time(first_) > half) return false;
    std::uint64_t low = first_;
    std::uint64_t high = last_ + 1;
    while (high - low > 1) {
      const std::uint64_t middle = low + (high - low) / 2;
      (time(middle) <= half ? low : high) = middle;
    }
    t = low;
    return true;
  }

 private:
  const fall_view& fall_;
  bool on_run_;
  std::uint64_t first_;
  std::uint64_t last_;
};

/// Steps at which a function over [from, to] is read: all of them, or a grid that is dense near both ends.
std::vector<std::uint64_t> reading_steps(std::uint64_t from, std::uint64_t to) {
  std::vector<std::uint64_t> out;
  const std::uint64_t n = to - from + 1;
  if (n <= walked) {
    for (std::uint64_t t = from; t <= to; ++t) out.push_back(t);
    return out;
  }
  constexpr std::uint64_t cells = 256;
  for (std::uint64_t k = 0; k <= cells; ++k) out.push_back(from + detail::scaled_rounded(n - 1, k, cells));
  for (double gap = 1.0; gap < static_cast<double>(n); gap *= 1.25) {
    const auto d = static_cast<std::uint64_t>(gap);
    out.push_back(from + std::min(d, n - 1));
    out.push_back(to - std::min(d, n - 1));
  }
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

/// Moves from the reading at k to the true extreme between its neighbours, by golden section on whole steps.
template <class F>
std::uint64_t refine(const std::vector<std::uint64_t>& steps, std::size_t k, F&& height) {
  std::uint64_t low = k > 0 ? steps[k - 1] : steps[k];
  std::uint64_t high = k + 1 < steps.size() ? steps[k + 1] : steps[k];
  while (high - low > 3) {
    const std::uint64_t a = low + (high - low) * 2 / 5;
    const std::uint64_t b = low + (high - low) * 3 / 5;
    if (height(a) < height(b))
      low = a;
    else
      high = b;
  }
  std::uint64_t best = low;
  for (std::uint64_t t = low; t <= high; ++t) {
    if (height(t) > height(best)) best = t;
  }
  return best;
}

limit_stage judge_early(const judged_fall& fall, const judgement& how, const fall_view& view) {
  limit_stage out;
  out.limit = how.slack;
  std::uint64_t last = 0;
  if (!fall.last_early(last)) return out;
  std::uint64_t worst = last;  // the odds rise, but for a table
  double value = fall.odds(last);
  if (view.may_rise) {
    for (const std::uint64_t t : reading_steps(fall.first(), last)) {
      const double z = fall.odds(t);
      if (z > value) {
        value = z;
        worst = t;
      }
    }
  }
  out.value = value;
  out.step = view.begin + worst;
  const double share = value / how.slack;
  out.verdict = share <= 1.0 + favorable_tolerance  ? verdict::favorable
                : share <= 1.0 + marginal_tolerance ? verdict::marginal
                                                    : verdict::violating;
  return out;
}

smooth_stage judge_middle(const judged_fall& fall, const judgement& how, const fall_view& view) {
  smooth_stage out;
  out.limit = how.steepness_max;
  const double half = 0.5 * fall.length();
  std::uint64_t from = fall.first();
  std::uint64_t early = 0;
  if (fall.last_early(early)) from = fall.time(early) < half ? early + 1 : early;
  std::uint64_t to = fall.last();
  if (!(fall.time(to) < fall.length())) --to;  // a sampling that reads x = 1
  if (from > to) return out;
  const std::vector<std::uint64_t> steps = reading_steps(from, to);
  const bool all = steps.size() == to - from + 1;

  std::vector<double> steep;
  std::vector<double> rate;
  for (const std::uint64_t t : steps) {
    steep.push_back(fall.steepness(t));
    rate.push_back(fall.gamma_bar(t));
  }
  std::size_t worst = 0;
  for (std::size_t k = 0; k < steps.size(); ++k) {
    if (steep[k] > steep[worst]) worst = k;
  }
  std::uint64_t step = steps[worst];
  if (!all) step = refine(steps, worst, [&](std::uint64_t t) { return fall.steepness(t); });
  out.steepness = fall.steepness(step);
  out.step = view.begin + step;

  // the deepest fall of gamma_bar below its running maximum; on a grid, turning points are sought between readings
  double highest = 0.0;
  for (std::size_t k = 0; k < steps.size(); ++k) {
    double value = rate[k];
    const bool inside = k > 0 && k + 1 < steps.size();
    if (!all && inside && rate[k] >= rate[k - 1] && rate[k] > rate[k + 1]) {
      value = fall.gamma_bar(refine(steps, k, [&](std::uint64_t t) { return fall.gamma_bar(t); }));
    }
    if (value >= highest) {
      highest = value;
      continue;
    }
    if (!all && inside && rate[k] <= rate[k - 1] && rate[k] < rate[k + 1]) {
      value = fall.gamma_bar(refine(steps, k, [&](std::uint64_t t) { return -fall.gamma_bar(t); }));
    }
    const double depth = std::isinf(highest) ? 1.0 : (highest - value) / highest;
    out.gamma_bar_fall = std::max(out.gamma_bar_fall, depth);
  }
  const verdict by_steepness = out.steepness <= how.steepness_smooth ? verdict::favorable
                               : out.steepness <= how.steepness_max  ? verdict::marginal
                                                                     : verdict::violating;
  const verdict by_rate = out.gamma_bar_fall <= 1e-12                ? verdict::favorable
                          : out.gamma_bar_fall <= marginal_tolerance ? verdict::marginal
                                                                     : verdict::violating;
  out.verdict = std::max(by_steepness, by_rate);
  return out;
}

limit_stage judge_late(const judged_fall& fall, const fall_view& view) {
  limit_stage out;
  out.value = fall.gamma_bar(fall.last());
  out.step = view.begin + fall.last();
  out.verdict = out.value >= 1.0 - favorable_tolerance  ? verdict::favorable
                : out.value >= 1.0 - marginal_tolerance ? verdict::marginal
                                                        : verdict::violating;
  return out;
}

/// The first step of the fall whose odds reach z (they rise); none if they never do.
std::optional<std::uint64_t> first_reaching(const judged_fall& fall, double z) {
  if (fall.odds(fall.last()) < z) return std::nullopt;
  std::uint64_t low = fall.first();
  std::uint64_t high = fall.last();
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (fall.odds(middle) >= z)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

}  // namespace

std::string_view word_of(verdict v) noexcept {
  switch (v) {
    case verdict::favorable: return "favorable";
    case verdict::marginal: return "marginal";
    case verdict::violating: break;
  }
  return "violating";
}

stages judge(const fall_view& view, const judgement& how) {
  stages out;
  const judged_fall fall(view, how.clock);
  if (fall.empty()) return out;
  out.early = judge_early(fall, how, view);
  out.middle = judge_middle(fall, how, view);
  out.late = judge_late(fall, view);
  out.verdict = std::max({out.early.verdict, out.middle.verdict, out.late.verdict});
  return out;
}

std::optional<collapse> collapse_of(const fall_view& view, const judgement& how) {
  const judged_fall fall(view, judged_clock::fall);
  const double z_half = view.odds({0.5, 0.5});
  if (fall.empty() || !(view.lost({1.0, 0.0}) > 0.0)) return std::nullopt;
  collapse out;
  out.critical_delta = std::log(10.0) / z_half;
  out.delta = how.delta;
  const auto at_90 = first_reaching(fall, std::log(10.0 / 9.0) / how.delta);
  const auto at_10 = first_reaching(fall, std::log(10.0) / how.delta);
  if (at_90) out.at_90 = view.begin + *at_90;
  if (at_10) {
    out.at = view.begin + *at_10;
    out.width = static_cast<double>(*at_10 - *at_90) / view.line.fall_length();
    out.premature = view.line.elapsed(*at_10) < 0.5 * view.line.fall_length();
    out.abrupt = *out.width < 0.15;
  }
  return out;
}

}  // namespace taper
