// Step decay: plateaus, the factor between them, and the milestones that the rows allow.
#include <algorithm>
#include <cmath>

#include "logs/recover/candidates.hpp"
#include "logs/recover/propose_curves.hpp"
#include "taper/algebra.hpp"
#include "taper/library_types.hpp"

namespace taper::inspection {
namespace {

struct plateau {
  std::size_t begin = 0;
  std::size_t end = 0;
  double low = 0.0;
  double high = 0.0;
};

// Whole numbers [least, most]; the roundest of them.
struct allowed {
  std::int64_t least = 0;
  std::int64_t most = 0;
  [[nodiscard]] std::int64_t roundest_one() const {
    std::int64_t best = most;
    const std::int64_t first = std::max(least, most - 100'000);
    for (std::int64_t n = first; n < most; ++n) {
      if (roundness(n) > roundness(best)) best = n;
    }
    return best;
  }
};

// From the highest rate on, every row stays or drops; empty otherwise.
std::vector<plateau> plateaus_of(std::span<const point> points, std::size_t top, std::size_t last, bool coarse) {
  std::vector<plateau> out = {{top, top + 1, points[top].low, points[top].high}};
  const std::size_t most = coarse ? 200 : 2000;
  for (std::size_t i = top + 1; i < last; ++i) {
    const point& p = points[i];
    plateau& now = out.back();
    if (p.low > now.high || p.step <= points[i - 1].step || out.size() > most) return {};
    if (p.high < now.low) {
      out.push_back({i, i + 1, p.low, p.high});
    } else {
      now.low = std::max(now.low, p.low);
      now.high = std::min(now.high, p.high);
      now.end = i + 1;
    }
  }
  // Drops are rare: a fall in rounded rates has plateaus too, but far more of them for its length; a hold before it
  // does not count. If every bit was logged, two equal rows are significant.
  const std::size_t drops = out.size() - 1;
  if (drops == 0) return {};
  constexpr std::size_t few = 2;
  const std::size_t after = last - (drops > few ? out[1].begin : top);
  const bool rare = after >= (coarse ? 4 * drops : drops + (drops + 1) / 2);
  return rare ? out : std::vector<plateau>();
}

// Several levels, most of them of one row.
bool mostly_single(const std::vector<plateau>& all) {
  constexpr std::ptrdiff_t few = 3;
  const auto single = std::count_if(all.begin(), all.end() - 1, [](const plateau& p) { return p.end - p.begin == 1; });
  return single > few && 2 * single > static_cast<std::ptrdiff_t>(all.size());
}

// The factor of every drop, the roundest that all allow.
std::optional<double> common_factor(const std::vector<plateau>& all) {
  double low = 0.0;
  double high = 1.0;
  for (std::size_t k = 0; k + 1 < all.size(); ++k) {
    if (!(all[k].low > 0.0) || !(all[k + 1].low > 0.0)) return std::nullopt;
    low = std::max(low, all[k + 1].low / all[k].high);
    high = std::min(high, all[k + 1].high / all[k].low);
  }
  if (!(low <= high)) return std::nullopt;
  const double gamma = roundest(low, high);
  return digits_of(gamma) <= (all.size() == 2 ? 2 : 6) ? std::optional(gamma) : std::nullopt;
}

// Keras stores its values as floats: the roundest decimal whose float the rows allow.
double as_float(const plateau& p) {
  const double middle = 0.5 * (p.low + p.high);
  constexpr double half_ulp = 5e-8;
  const double round = roundest(middle * (1.0 - half_ulp), middle * (1.0 + half_ulp));
  const double kept = static_cast<double>(static_cast<float>(round));
  return kept >= p.low && kept <= p.high ? round : roundest(p.low, p.high);
}

std::string range_words(const allowed& a) { return std::to_string(a.least) + " to " + std::to_string(a.most); }

// The counters at which drop k may have happened: after the last row of one plateau, up to the first of the next.
std::vector<allowed> drops_of(std::span<const point> points, const std::vector<plateau>& all, std::int64_t lag) {
  std::vector<allowed> out;
  for (std::size_t k = 0; k + 1 < all.size(); ++k)
    out.push_back({points[all[k].end - 1].step - lag + 1, points[all[k + 1].begin].step - lag});
  return out;
}

// The parts of a sequence: the first as it is, then each plateau as a fraction of the first.
std::vector<part_of_schedule> levels_of(const std::vector<plateau>& all, schedule first) {
  const double peak = roundest(all[0].low, all[0].high);
  std::vector<part_of_schedule> out = {std::move(first)};
  for (std::size_t k = 1; k < all.size(); ++k)
    out.emplace_back(taper::constant{} | taper::peak(roundest(all[k].low / peak, all[k].high / peak)));
  return out;
}

// A linear warmup: from a fraction of the peak to the peak.
struct ascent {
  std::int64_t warmup = 0;
  double from = 0.0;
  std::int64_t lag = 0;
};

// The warmups that the rows before the peak allow; `top`: the step of the first row at the peak.
std::vector<ascent> ascents(std::span<const point> rows, std::int64_t top, double peak, bool coarse) {
  std::vector<ascent> out;
  if (rows.size() == 1) {
    const point& p = rows.front();
    for (const std::int64_t lag : {0, 1}) {
      const double c = static_cast<double>(p.step - lag);
      if (!(p.low > 0.0)) break;
      for (const std::int64_t w : whole_near(c * peak / p.value, 0.0, coarse, 5)) {
        const double rate = peak * c / static_cast<double>(w);
        if (w > p.step - lag && w <= top - lag && rate >= p.low && rate <= p.high) out.push_back({w, 0.0, lag});
      }
    }
    // Only the first rate of the rise is logged: any warmup up to the next row.
    if (out.empty() && p.value >= 0.0)
      out.push_back({allowed{1, top - p.step}.roundest_one(), p.low > 0.0 ? p.value / peak : 0.0, p.step});
    return out;
  }
  for (const rise_fit& r : fit_rises(rows)) {
    if (r.kind != ramp_kind::linear) continue;
    const std::int64_t zero = std::llround(r.zero);
    const bool whole_zero = std::abs(r.zero - static_cast<double>(zero)) <= (coarse ? 0.5 : 0.02);
    for (const std::int64_t meet : whole_near(r.zero + peak / r.slope, 0.0, coarse, 5)) {
      if (whole_zero && zero >= 0) out.push_back({meet - zero, 0.0, zero});
      std::vector<ascent> partial;
      for (const std::int64_t lag : {0, 1}) {
        const double from = r.slope * (static_cast<double>(lag) - r.zero) / peak;
        if (!(from > 1e-9) || !(from < 1.0)) continue;
        partial.push_back(
            {meet - lag, coarse ? roundest(from * (1.0 - 1e-3), from * (1.0 + 1e-3)) : clean_fraction(from), lag});
      }
      // The rows do not determine the offset; the one that gives the rounder fraction comes first.
      std::stable_sort(partial.begin(), partial.end(),
                       [](const ascent& x, const ascent& y) { return digits_of(x.from) < digits_of(y.from); });
      out.insert(out.end(), partial.begin(), partial.end());
    }
  }
  return out;
}

std::size_t highest(std::span<const point> points, std::size_t first, std::size_t last) {
  std::size_t top = first;
  for (std::size_t i = first; i < last; ++i) top = points[i].low > points[top].high ? i : top;
  return top;
}

}  // namespace

bool drops_clearly(std::span<const point> points, std::size_t first, std::size_t last) {
  const std::size_t top = highest(points, first, last);
  std::size_t drops = 0;
  std::size_t rows = 1;  // at the present rate
  constexpr std::size_t fewest = 3;
  for (std::size_t i = top + 1; i < last; ++i, ++rows) {
    const point& a = points[i - 1];
    const point& b = points[i];
    if (b.low > a.high || b.step <= a.step) return false;
    if (b.high >= a.low) continue;
    constexpr double far = 10.0;
    if (a.value - b.value < far * (a.high - a.low) || rows < fewest) return false;
    rows = 0;
    ++drops;
  }
  return drops > 0 && rows >= fewest;
}

void propose_stairs(std::span<const point> points, std::size_t first, std::size_t last, const hints& known,
                    std::vector<hypothesis>& out) {
  const std::size_t top = highest(points, first, last);
  const std::vector<plateau> all = plateaus_of(points, top, last, known.coarse);
  if (all.empty()) return;
  const double peak = roundest(all[0].low, all[0].high);
  const std::optional<double> gamma = common_factor(all);
  const std::int64_t reach = points[last - 1].step + 8;
  const std::int64_t steps = known.total.value_or(reach);
  const auto add = [&](result<schedule> source, std::int64_t w, std::int64_t lag, int unknowns, std::string remark) {
    std::optional<model> m =
        listed_model(std::move(source), {fall::stairs, steps, w, peak, 0.0, reach, unknowns, std::move(remark)});
    if (m) out.push_back({*std::move(m), lag, top, 1, false});
  };
  const std::size_t rising = top - first;
  if (rising == 0) {
    const std::vector<allowed> drops = drops_of(points, all, 0);
    if (!gamma) {
      constexpr std::size_t longest_list = 40;
      // Two levels without a common factor are two schedules; levels of one row belong to a curve.
      if (all.size() < 3 || all.size() > longest_list || mostly_single(all)) return;
      std::vector<amount_argument> boundaries;
      std::vector<amount> marks;
      std::vector<double> values = {as_float(all[0])};
      for (std::size_t k = 0; k < drops.size(); ++k) {
        marks.push_back(taper::steps(drops[k].roundest_one()));
        boundaries.emplace_back(drops[k].roundest_one() - 1);  // Keras drops after its boundary
        values.push_back(as_float(all[k + 1]));
      }
      const int unknowns = static_cast<int>(2 * drops.size());
      add(make(keras::piecewise_constant_decay{.boundaries = boundaries, .values = values}), 0, 0, unknowns, {});
      // Keras computes in floats; values in full double precision come from another library.
      add(at_peak(checked::sequence(levels_of(all, {taper::constant{}, {}}), marks), peak), 0, 0, unknowns, {});
      return;
    }
    for (const std::int64_t lag : {0, 1}) {
      const std::vector<allowed> at = drops_of(points, all, lag);
      allowed size{1, reach};
      for (std::size_t k = 0; k < at.size(); ++k) {
        const auto n = static_cast<std::int64_t>(k) + 1;
        size.least = std::max(size.least, (at[k].least + n - 1) / n);
        size.most = std::min(size.most, at[k].most / n);
      }
      // equal steps, and no further drop was due before the log ends
      const std::int64_t next = static_cast<std::int64_t>(at.size()) + 1;
      size.least = std::max(size.least, (points[last - 1].step - lag + next) / next);
      if (at.size() < 2 || size.least > size.most) continue;
      const std::string open =
          size.least == size.most ? std::string() : "any step_size from " + range_words(size) + " also fits";
      add(at_peak(make(torch::step{.step_size = size.roundest_one(), .gamma = *gamma}), peak), 0, lag, 1, open);
    }
  }
  constexpr std::size_t most_milestones = 40;
  if (all.size() > most_milestones || (!gamma && (all.size() < 3 || mostly_single(all)))) return;
  const auto with_milestones = [&](const ascent& up) {
    const std::vector<allowed> drops = drops_of(points, all, up.lag);
    std::vector<std::int64_t> marks;
    std::string open;
    for (const allowed& a : drops) {
      marks.push_back(a.roundest_one());
      if (a.least != a.most) open += (open.empty() ? "milestones are between rows: " : ", ") + range_words(a);
    }
    const int unknowns = static_cast<int>(marks.size()) + 1;
    if (up.warmup > 0 && (!gamma || up.from > 0.0)) {
      const schedule rise = erase(taper::constant{} | warmup(up.warmup, {.from = up.from}));
      std::vector<amount> at;
      for (const std::int64_t n : marks) at.push_back(taper::steps(n));
      const int levels = gamma ? 1 : static_cast<int>(marks.size());
      add(at_peak(checked::sequence(levels_of(all, rise), at), peak), up.warmup, up.lag,
          static_cast<int>(marks.size()) + levels, open);
    } else if (up.warmup > 0) {
      const composer::multi_step_with_warmup form{
          .t_warmup = up.warmup, .milestones = std::vector<time_argument>(marks.begin(), marks.end()), .gamma = *gamma};
      add(at_peak(make(form), peak), up.warmup, up.lag, unknowns, open);
    } else if (gamma) {
      const torch::multi_step form{.milestones = std::vector<amount_argument>(marks.begin(), marks.end()),
                                   .gamma = *gamma};
      add(at_peak(make(form), peak), 0, up.lag, unknowns, open);
    }
  };
  if (rising == 0) {
    // The rows do not determine the offset; choose the one that gives rounder milestones.
    int rounder = 0;
    const std::vector<allowed> own = drops_of(points, all, 0);
    const std::vector<allowed> next = drops_of(points, all, 1);
    for (std::size_t k = 0; k < own.size(); ++k)
      rounder += roundness(next[k].roundest_one()) - roundness(own[k].roundest_one());
    with_milestones({0, 0.0, rounder > 0 && points[first].step >= 1 ? 1 : 0});
    return;
  }
  for (const ascent& up : ascents(points.subspan(first, rising), points[top].step, peak, known.coarse))
    with_milestones(up);
}

}  // namespace taper::inspection
