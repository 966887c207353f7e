// Samples the rates of a run within and beyond its steps.
#include "course.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace taper::detail {

namespace {

constexpr std::uint64_t read_all = 65536;   // runs up to this length are read step by step
constexpr std::uint64_t read_some = 32768;  // longer runs are read at this many steps
constexpr std::size_t begins_looked_at = 1024;

/// The steps to read, ascending, including the neighbors of steps where a part begins.
std::vector<std::uint64_t> steps_to_read(std::uint64_t steps, const std::vector<std::uint64_t>& begins) {
  std::vector<std::uint64_t> out;
  if (steps <= read_all) {
    for (std::uint64_t t = 0; t < steps; ++t) out.push_back(t);
    return out;
  }
  for (std::uint64_t k = 0; k < read_some; ++k) out.push_back(scaled_rounded(steps - 1, k, read_some - 1));
  for (std::uint64_t k = 0; k < 8; ++k) {
    out.push_back(k);
    out.push_back(steps - 1 - k);
  }
  // denser where a part begins: faults occur soon after it, for any length of the run
  std::vector<std::uint64_t> starts{0};
  starts.insert(starts.end(), begins.begin(),
                begins.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(begins.size(), 64)));
  for (const std::uint64_t b : starts) {
    for (std::uint64_t eighth = 1; eighth < steps / 8; eighth *= 2) {
      for (std::uint64_t k = 8; k < 16; ++k) {
        if (b < steps && eighth * k < steps - b) out.push_back(b + eighth * k);
      }
    }
  }
  for (const std::uint64_t b : begins) {
    for (const std::uint64_t t : {b - (b > 0 ? 1 : 0), b, b + 1}) {
      if (t < steps) out.push_back(t);
    }
  }
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

/// The lowest (or highest) step between two steps, by successive refinement around the best.
template <class Better>
std::uint64_t extreme_between(const run& r, std::uint64_t from, std::uint64_t to, Better better) {
  while (true) {
    const std::uint64_t stride = std::max<std::uint64_t>(1, (to - from) / 64);
    std::uint64_t best = from;
    for (std::uint64_t t = from; t <= to; t += stride) {
      if (better(r(t), r(best))) best = t;
      if (to - t < stride) break;
    }
    if (stride == 1) return best;
    from = best > from + stride ? best - stride : from;
    to = to - best > stride ? best + stride : to;
  }
}

/// The first step in (low, high] at which a condition is true; it is false at low and true at high.
template <class Holds>
std::uint64_t first_where(std::uint64_t low, std::uint64_t high, Holds holds) {
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    (holds(middle) ? high : low) = middle;
  }
  return high;
}

struct reading {
  std::vector<std::uint64_t> at;
  std::vector<double> rate;
};

void find_zeros(const run& r, const reading& seen, course& out) {
  const double level = std::max(out.top, 0.0) * fault_limits::zero;
  const auto is_zero = [&](double rate) { return std::fabs(rate) <= level; };
  const std::size_t n = seen.at.size();
  step_span longest;
  for (std::size_t k = 0; k < n;) {
    if (!is_zero(seen.rate[k])) {
      ++k;
      continue;
    }
    std::size_t last = k;
    while (last + 1 < n && is_zero(seen.rate[last + 1])) ++last;
    const bool spans = seen.at[last] - seen.at[k] + 1 > longest.end - longest.begin;
    if (spans) {
      const auto zero_at = [&](std::uint64_t t) { return is_zero(r(t)); };
      longest.begin = k == 0 ? seen.at[0] : first_where(seen.at[k - 1], seen.at[k], zero_at);
      longest.end = last + 1 == n
                        ? seen.at[last] + 1
                        : first_where(seen.at[last], seen.at[last + 1], [&](std::uint64_t t) { return !zero_at(t); });
    }
    k = last + 1;
  }
  const std::uint64_t length = longest.end - longest.begin;
  const double part = static_cast<double>(length) / static_cast<double>(r.steps());
  const bool all = length == r.steps();
  if (all || (length >= fault_limits::zeros && part >= fault_limits::zero_part)) out.zeros = longest;
}

/// A part of the schedule may rise once, at its beginning; a rise after a fall is a climb. `renewed` is a rise from one
/// part to the next.
void find_climbs(const run& r, const reading& seen, const designed_rises& by_design, course& out) {
  const std::vector<std::uint64_t>& begins = by_design.at;
  const double least = fault_limits::climb * out.top;
  const std::size_t n = seen.at.size();
  auto next = begins.begin();
  std::size_t high = 0;
  std::size_t low = 0;
  bool fell = false;
  bool fell_before = false;  // in an earlier part
  for (std::size_t k = 1; k < n; ++k) {
    const double now = seen.rate[k];
    if (seen.at[k] <= by_design.before) {
      high = low = k;
      continue;
    }
    bool begun = false;
    for (; next != begins.end() && *next <= seen.at[k]; ++next) begun = true;
    if (begun) {
      fell_before = fell_before || fell || now < seen.rate[high] - least;
      if (!out.renewed && fell_before && now > seen.rate[k - 1] + least)
        out.renewed = rise_again{seen.at[k - 1], seen.rate[k - 1], seen.at[k], now};
      high = low = k;
      fell = false;
      continue;
    }
    if (!fell) {
      if (now > seen.rate[high]) high = k;
      if (now < seen.rate[high] - least) {
        fell = true;
        low = k;
      }
      continue;
    }
    if (now < seen.rate[low]) low = k;
    if (now <= seen.rate[low] + least) continue;
    std::size_t top = k;
    const std::uint64_t until = next == begins.end() ? UINT64_MAX : *next;
    for (std::size_t j = k; j < n && seen.at[j] < until && seen.rate[j] >= seen.rate[top] - least; ++j) {
      if (seen.rate[j] > seen.rate[top]) top = j;
    }
    rise_again found{seen.at[low], seen.rate[low], seen.at[top], seen.rate[top]};
    if (n < r.steps()) {
      found.from = extreme_between(r, seen.at[low > 0 ? low - 1 : 0], seen.at[low + 1], std::less<>());
      found.to = extreme_between(r, seen.at[top - 1], seen.at[std::min(top + 1, n - 1)], std::greater<>());
      found.low = r(found.from);
      found.high = r(found.to);
    }
    out.climb = found;
    return;
  }
}

}  // namespace

course course_of(const run& r) {
  designed_rises by_design = r.rises();
  std::ranges::sort(by_design.at);
  if (by_design.at.size() > begins_looked_at) by_design.anywhere = true;
  std::vector<std::uint64_t> marks = by_design.anywhere ? std::vector<std::uint64_t>() : by_design.at;
  if (by_design.before > 0) marks.push_back(by_design.before);
  reading seen{steps_to_read(r.steps(), marks), {}};
  course out;
  out.last = r(r.steps() - 1);
  for (const std::uint64_t t : seen.at) {
    const double rate = r(t);
    seen.rate.push_back(rate);
    out.top = std::max(out.top, rate);
    if (rate < 0.0 && !out.negative) out.negative = t;
  }
  find_zeros(r, seen, out);
  if (!by_design.anywhere && out.top > 0.0) find_climbs(r, seen, by_design, out);
  return out;
}

namespace {

constexpr std::uint64_t far = 16;  // how far beyond its end a schedule is followed, in run lengths

/// Whether steps beyond the end can be represented exactly.
bool can_look_beyond(const run& r) { return r.steps() >= 3 && r.steps() < (std::uint64_t{1} << 48U); }

/// The rate at which a schedule settles, if it does.
std::optional<double> settled(const run& r) {
  const std::uint64_t n = r.steps();
  const double v = r(far * n);
  return r(2 * far * n) == v && r(2 * far * n + 7) == v && r(far * n + n / 3) == v ? std::optional(v) : std::nullopt;
}

}  // namespace

std::optional<double> end_of_fall(const run& r, double top) {
  if (!can_look_beyond(r) || r.rises().anywhere) return std::nullopt;
  const std::uint64_t n = r.steps();
  const double last = r(n - 1);
  const double before = r(n - 2);
  const double least = fault_limits::climb * top;
  if (const std::optional<double> end = settled(r)) {
    if (!(last > *end)) return std::nullopt;
    // a gradual fall, not a sudden drop
    if (before - last >= 0.25 * (last - *end)) return end;
    const double half = *end + 0.5 * (last - *end);
    if (!(r(far * n) < half)) return std::nullopt;
    const std::uint64_t at = first_where(n - 1, far * n, [&](std::uint64_t t) { return r(t) < half; });
    const double slack = 0.1 * (last - *end);
    const bool drop = r(at - 1) > last - slack && r(at) < *end + slack;
    const bool stair = at >= 2 && r(at - 1) == r(at - 2);
    return drop || stair ? std::nullopt : end;
  }
  if (!(r(n - 3) > before && before > last && last > r(n))) return std::nullopt;
  double low = last;
  for (std::uint64_t k = 1; k <= far * 16; ++k) {
    const double now = r(n + scaled_rounded(n, k, 16));
    if (now > low + least) return low;
    low = std::min(low, now);
  }
  return std::nullopt;
}

std::optional<double> end_of_rise(const run& r, const course& seen) {
  if (!can_look_beyond(r) || r.rises().anywhere || !(seen.last > 0.0)) return std::nullopt;
  const std::uint64_t n = r.steps();
  const double least = fault_limits::climb * seen.last;
  const bool rises = seen.last >= seen.top * (1.0 - 1e-9) && seen.last > r(n - 1 - n / 10 - 1) + least;
  if (!rises || n < 12) return std::nullopt;
  double high = seen.last;
  for (std::uint64_t k = 1; k <= far * 16; ++k) high = std::max(high, r(n + scaled_rounded(n, k, 16)));
  int at = 0;
  for (int k = 1; k <= 10; ++k) {
    const double now = r(far * n << k);
    at = now > high * (1.0 + 1e-6) ? 1 : 0;
    high = std::max(high, now);
  }
  return at > 0 || !std::isfinite(high) ? std::nullopt : std::optional(high);  // otherwise it continues to rise
}

double lowest_beyond(const run& r) {
  double low = r(r.steps());
  const std::uint64_t n = r.steps();
  for (std::uint64_t k = 1; k <= 128; ++k) low = std::min(low, r(n + scaled_rounded(n, k, 16)));
  for (std::uint64_t t = n; t < std::uint64_t{1} << 60U; t *= 2) low = std::min(low, r(t));
  return low;
}

}  // namespace taper::detail
