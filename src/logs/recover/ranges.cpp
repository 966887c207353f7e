// Undetermined ranges: all warmups, totals and peaks that fit every row.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "logs/recover/recover.hpp"

namespace taper::inspection {
namespace {

// The furthest whole number from `from` in steps of `way` that is still good; good ones are assumed to be contiguous.
template <class Good>
std::int64_t furthest(std::int64_t from, std::int64_t way, std::int64_t limit, const Good& good) {
  std::int64_t reached = 0;
  std::int64_t hop = 1;
  const std::int64_t most = std::abs(limit - from);
  while (reached < most && good(from + way * std::min(reached + hop, most))) {
    reached = std::min(reached + hop, most);
    hop *= 2;
  }
  while (hop > 1) {
    hop /= 2;
    if (reached + hop <= most && good(from + way * (reached + hop))) reached += hop;
  }
  return from + way * reached;
}

// The furthest-reaching search needs a slope: from `start` towards larger values of f, by hops that grow, then shrink;
// stops at the first that is not negative. f rises to one maximum and falls from it.
template <class Function>
std::optional<std::int64_t> climb(std::int64_t start, std::int64_t least, std::int64_t most, const Function& f) {
  std::int64_t at = std::clamp(start, least, most);
  double height = f(at);
  std::int64_t hop = 1;
  bool growing = true;
  while (height < 0.0 && hop > 0) {
    bool moved = false;
    for (const std::int64_t way : {hop, -hop}) {
      const std::int64_t next = std::clamp(at + way, least, most);
      if (next == at) continue;
      const double h = f(next);
      if (h <= height) continue;
      at = next;
      height = h;
      moved = true;
      break;
    }
    growing = growing && moved;
    hop = growing ? hop * 2 : moved ? hop : hop / 2;
  }
  if (height < 0.0) return std::nullopt;
  return at;
}

// Warmup, hold and fall in whole steps.
struct variant {
  std::int64_t warmup = 0;
  std::int64_t knee = 0;   // warmup and hold
  std::int64_t total = 0;  // 0 where the shape has no end
};

// Variants of one schedule on rows whose step is the counter.
class variants {
 public:
  variants(const model& m, std::vector<point> rows) : base_(m), ratio_(floor_ratio(m)), rows_(std::move(rows)) {}

  // log of the largest over the smallest peak that the rows allow: not negative where the variant fits every row.
  double gap(const variant& v) {
    constexpr double hopeless = -1e6;
    model m = base_;
    m.warmup = v.warmup;
    m.hold = v.knee - v.warmup;
    if (v.warmup < 0 || m.hold < 0 || (v.warmup == 0 && m.ramp != ramp_kind::linear)) return hopeless;
    if (base_.total() > 0) m.length = static_cast<double>(v.total - v.knee);
    if (!(m.length > 0.0) && m.form.kind != fall::constant) return hopeless;
    if (m.form.kind == fall::inverse_sqrt) m.length = base_.length + static_cast<double>(v.warmup - base_.warmup);
    if (m.form.kind == fall::exp_window) m.form.q = std::pow(base_.form.q, m.length / base_.length);
    peak_range peaks{0.0, std::numeric_limits<double>::infinity()};
    double unmet = 0.0;
    for (const point& row : rows_) {
      const double g = m.fraction(row.step);
      const double unit = row.step < m.warmup ? g : ratio_ + (1.0 - ratio_) * g;
      if (!(unit > 0.0)) {
        unmet += row.low > 0.0 || row.high < 0.0 ? 1.0 : 0.0;
        continue;
      }
      peaks.low = std::max(peaks.low, row.low / unit);
      peaks.high = std::min(peaks.high, row.high / unit);
    }
    if (unmet > 0.0) return -1e3 - unmet;
    if (!(peaks.high > 0.0) || !std::isfinite(peaks.high)) return hopeless;
    const double gap = std::log(peaks.high / std::max(peaks.low, 1e-300));
    if (gap >= 0.0) last_ = peaks;
    return gap;
  }
  // The peaks of the last variant that met every row.
  [[nodiscard]] peak_range last() const { return last_; }

 private:
  model base_;
  double ratio_;
  std::vector<point> rows_;
  peak_range last_;
};

// Extends the ranges of a stretch from one variant that fits the rows.
class opening {
 public:
  opening(const model& m, std::vector<point> rows, stretch& s, int digits)
      : last_row_(rows.empty() ? 0 : rows.back().step), all_(m, std::move(rows)), s_(s), digits_(digits) {
    held_ = m.hold > 0;
    ends_ = m.total() > 0;
    constant_ = m.form.kind == fall::constant;
  }

  // Extends the undetermined ranges from `v` as far as every row fits.
  void widen(const variant& v) {
    if (!fits(v)) return;
    const auto warmup_fits = [&](std::int64_t w) {
      variant other = v;
      other.warmup = w;
      if (held_) return fits(other);
      other.knee = w;
      if (!ends_ || constant_) return fits(other);
      return with_total(other, w + 1).has_value();
    };
    const std::int64_t widest = held_ ? v.knee : ends_ ? v.total - 1 : std::max(last_row_, v.warmup);
    const std::int64_t least = furthest(v.warmup, -1, 0, warmup_fits);
    const std::int64_t most = furthest(v.warmup, +1, std::max(widest, v.warmup), warmup_fits);
    s_.warmup_least = std::min(s_.warmup_least, least);
    s_.warmup_most = std::max(s_.warmup_most, most);
    if (!ends_) return;
    const auto total_fits = [&](std::int64_t t) {
      variant other = v;
      other.total = t;
      return with_knee(other).has_value();
    };
    const std::int64_t shortest = furthest(v.total, -1, v.knee + 1, total_fits);
    const std::int64_t longest = furthest(v.total, +1, v.total * 8 + 1000, total_fits);
    s_.total_least = std::min(s_.total_least, shortest);
    s_.total_most = std::max(s_.total_most, longest);
    // Peaks move with both: the corners, as far as the rows allow them.
    for (const std::int64_t w : {least, most}) {
      for (const std::int64_t t : {shortest, longest}) {
        variant corner = v;
        corner.total = t;
        corner.warmup = w;
        if (!held_) corner.knee = w;
        if (!fits(corner) && !held_) {
          with_total(corner, w + 1);
          with_knee(corner);
        }
      }
    }
  }

 private:
  bool fits(const variant& v) {
    if (all_.gap(v) < 0.0) return false;
    const peak_range peaks = all_.last();
    if (digits_of(roundest(peaks.low, peaks.high)) > digits_) return false;
    s_.peak_least = std::min(s_.peak_least, peaks.low);
    s_.peak_most = std::max(s_.peak_most, peaks.high);
    return true;
  }

  std::optional<std::int64_t> with_total(variant v, std::int64_t least) {
    const auto f = [&](std::int64_t t) {
      v.total = t;
      return all_.gap(v);
    };
    const std::optional<std::int64_t> t = climb(v.total, least, v.total * 8 + 1000, f);
    if (!t) return std::nullopt;
    v.total = *t;
    return fits(v) ? t : std::nullopt;
  }

  std::optional<std::int64_t> with_knee(variant v) {
    const auto f = [&](std::int64_t k) {
      v.knee = k;
      if (!held_) v.warmup = k;
      return all_.gap(v);
    };
    const std::optional<std::int64_t> k = climb(v.knee, held_ ? v.warmup : 0, v.total - 1, f);
    if (!k) return std::nullopt;
    f(*k);
    return fits(v) ? k : std::nullopt;
  }

  std::int64_t last_row_;
  variants all_;
  stretch& s_;
  int digits_;
  bool held_ = false;
  bool ends_ = false;
  bool constant_ = false;
};

}  // namespace

double floor_ratio(const model& m) { return m.peak > 0.0 ? m.floor / m.peak : 0.0; }

// The explained rows on the scheduler's own clock: those of the rise, the start of the fall, and a spread of all.
std::vector<point> rows_on_counter(std::span<const point> points, const stretch& s) {
  std::vector<point> all;
  all.reserve(s.where.rows());
  std::size_t piece = 0;
  std::size_t misfit = 0;
  for (std::size_t row = s.where.begin; row < s.where.end; ++row) {
    while (piece + 1 < s.where.lags.size() && s.where.lags[piece + 1].begin <= row) ++piece;
    if (misfit < s.where.misfits.size() && s.where.misfits[misfit] == row) {
      ++misfit;
      continue;
    }
    point p = points[row];
    p.step -= s.where.lags[piece].lag;
    all.push_back(p);
  }
  const std::int64_t knee = s.fit->warmup + s.fit->hold;
  const auto fall = std::find_if(all.begin(), all.end(), [&](const point& p) { return p.step >= knee; });
  const std::span<const point> view(all);
  const std::size_t before = static_cast<std::size_t>(fall - all.begin());
  std::vector<point> out = spread(view.first(before), 256);
  const std::span<const point> after = view.subspan(before);
  const std::size_t near = std::min<std::size_t>(after.size(), 64);
  out.insert(out.end(), after.begin(), after.begin() + static_cast<std::ptrdiff_t>(near));
  const std::vector<point> rest = spread(after.subspan(near), 768);
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

void find_ranges(std::span<const point> points, stretch& s, bool offset_known) {
  const model& m = *s.fit;
  std::vector<point> rows = rows_on_counter(points, s);
  s.warmup_least = s.warmup_most = m.warmup;
  s.total_least = s.total_most = m.total();
  s.peak_least = s.peak_most = m.peak;
  if (rows.empty()) return;
  if (m.listed) {  // every text that the rows allow was tried separately
    const std::optional<peak_range> peaks = peaks_for(m, 0.0, rows, 0);
    s.peak_least = peaks ? peaks->low : m.peak;
    s.peak_most = peaks ? peaks->high : m.peak;
    if (m.open) {
      s.warmup_least = m.open->warmup_least;
      s.warmup_most = m.open->warmup_most;
      s.total_least = m.open->total_least;
      s.total_most = m.open->total_most;
      return;
    }
    if (m.form.kind != fall::stairs) return;
    // A rise from a fraction has the same rates whether steps count from one or from zero.
    if (m.warmup > 0 && rows.front().value > 0.0 && rows.front().step < m.warmup) {
      const std::int64_t lag = s.where.lags.front().lag;
      if (lag == 0 && rows.front().step > 0) s.warmup_least = std::max<std::int64_t>(0, m.warmup - 1);
      if (lag == 1 && m(0) > 0.0) s.warmup_most = m.warmup + 1;
    }
    // One row of the rise: from a fraction it may end at any step up to the first row at the peak.
    if (m.warmup > 0 && rows.size() > 1 && rows.front().step < m.warmup && rows[1].step >= m.warmup) {
      const std::int64_t lag = std::max<std::int64_t>(0, s.where.lags.front().lag);
      s.warmup_least = std::min(s.warmup_least, std::max<std::int64_t>(1, rows.front().step + lag));
      s.warmup_most = std::max(s.warmup_most, rows[1].step + lag);
    }
    // The logger's own offset is open: the warmup may end by the first row's step.
    if (m.warmup == 0)
      s.warmup_most =
          std::max<std::int64_t>(0, rows.front().step + std::max<std::int64_t>(0, s.where.lags.front().lag));
    if (rows.front().step == 0 && rows.size() > 1 && rows[1].step >= m.warmup) {  // no row of the rise but its first
      s.warmup_least = 1;
      s.warmup_most = rows[1].step + s.where.lags.front().lag;
    }
    return;
  }
  constexpr int any_digits = 17;
  const variant found{m.warmup, m.warmup + m.hold, m.total()};
  opening(m, rows, s, any_digits).widen(found);

  // If no row of the warmup and no planned length determines the counter, the logger's offset (0 or 1) is open too: the
  // same schedule one step earlier or later. Reject it if the peak is then not round.
  const std::int64_t lag = s.where.lags.front().lag;
  if (offset_known || s.total_by_hint || m.form.kind == fall::constant || (lag != 0 && lag != 1)) return;
  const bool fine = rows.front().high - rows.front().low < 1e-9 * m.peak;
  const int digits = digits_of(m.peak);
  const std::int64_t shift = lag == 0 ? -1 : 1;
  for (point& row : rows) row.step += shift;
  opening other(m, std::move(rows), s, fine && digits <= 3 ? digits : any_digits);
  std::int64_t w = m.warmup + shift;
  if (m.hold > 0) w = m.warmup;  // a hold may begin before the first row
  if (is_self_similar(m.form.kind)) w = std::max<std::int64_t>(w, 0);
  other.widen({w, m.hold > 0 ? found.knee + shift : w, found.total > 0 ? found.total + shift : 0});
}

}  // namespace taper::inspection
