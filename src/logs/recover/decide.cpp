// Evidence: rows beyond the unknowns, whole and round numbers that the fit did not assume; and the rival families.
#include "logs/recover/decide.hpp"

#include <array>
#include <cmath>
#include <string>

namespace taper::inspection {
namespace {

int unknowns(const stretch& s) {
  const model& m = *s.fit;
  int n = 1;
  if (m.form.kind != fall::constant) n += is_self_similar(m.form.kind) ? 1 : 2;
  n += has_parameter(m.form.kind)                 ? (digits_of(m.form.q) > 4 ? 3 : 1)
       : m.form.kind == fall::window && !m.listed ? 2
                                                  : 0;
  n += m.floor > 0.0 ? 1 : 0;
  n += m.from > 0.0 ? 1 : 0;
  n += m.listed ? static_cast<int>(m.form.q) : 0;
  return n + static_cast<int>(s.where.lags.size()) - 1;
}

// Numbers that would not be whole or round by accident; counted only if every bit was logged.
int coincidences(const stretch& s, const hints& known) {
  const model& m = *s.fit;
  int n = known.total && m.total() == *known.total ? 1 : 0;
  if (known.coarse) return n;
  n += digits_of(m.peak) <= 3 ? 1 : 0;
  if (has_end(m.form.kind)) n += is_self_similar(m.form.kind) ? 1 : 2;
  return n;
}

// The explained rows with the counter as step, at most 512 of them.
std::vector<point> sample_of(std::span<const point> points, const stretch& s) {
  std::vector<point> rows;
  const std::size_t stride = std::max<std::size_t>(1, s.where.rows() / 512);
  for (std::size_t row = s.where.begin; row < s.where.end; row += stride) {
    point p = points[row];
    p.step -= s.where.lag_at(row);
    rows.push_back(p);
  }
  return rows;
}

bool fits_rows(const model& m, double ratio, std::span<const point> rows) {
  return peaks_for(m, ratio, rows, 0).has_value();
}

// The last row of the log is the only one at the peak: it may be one more row of the rise.
bool still_rises(std::span<const point> points, const stretch& s) {
  const model& m = *s.fit;
  if (m.form.kind != fall::constant || m.warmup == 0 || s.where.end != points.size() || s.where.rows() < 2)
    return false;
  const point& last = points[s.where.end - 1];
  std::size_t before = s.where.end - 1;
  while (before > s.where.begin && points[before].step == last.step) --before;  // rows that are repeated
  return points[before].high < last.low;
}

// Whether rows inside the fall show its shape; without them it is a drop.
bool shows_fall(std::span<const point> points, const stretch& s) {
  const model& m = *s.fit;
  if (m.listed || m.form.kind == fall::constant || !has_end(m.form.kind)) return true;
  std::size_t missing = 2;
  std::size_t piece = 0;
  for (std::size_t row = s.where.begin; row < s.where.end && missing > 0; ++row) {
    while (piece + 1 < s.where.lags.size() && s.where.lags[piece + 1].begin <= row) ++piece;
    const std::int64_t c = points[row].step - s.where.lags[piece].lag;
    missing -= c > m.warmup + m.hold && c < m.total() ? 1 : 0;
  }
  return missing == 0;
}

// A parameter with many digits was not chosen by a user: it comes from a fit to the rows of another schedule.
bool is_unchosen(double x) {
  constexpr int chosen = 6;  // digits
  return digits_of(roundest(x * (1.0 - 1e-10), x * (1.0 + 1e-10))) > chosen;
}

// Many rows of the whole log in full precision: no other schedule fits them with other parameters.
bool is_certain(std::span<const point> points, const hints& known, const stretch& s) {
  constexpr std::size_t enough = 32;
  return !known.coarse && s.where.exact() == points.size() && s.where.lags.size() == 1 && points.size() >= enough;
}

// The window still falls at its end and the log ends there or before: the rows of a longer fall that was cut short are
// the same, and of the floor only its round value indicates a floor. A floor with few digits for the rounding of the
// log would be an accident if there were none.
bool end_is_open(std::span<const point> points, const hints& known, const stretch& s) {
  const model& m = *s.fit;
  if (m.listed || !has_end(m.form.kind) || !(m.floor > 0.0) || s.where.end != points.size()) return false;
  if (s.total_by_hint || (known.total && m.total() == *known.total)) return false;
  constexpr double flat = 0.004;
  if (fall_value(m.form, 0.98) - fall_value(m.form, 1.0) < flat) return false;
  const point& last = points.back();
  if (last.step - s.where.lags.back().lag > m.total()) return false;
  constexpr double high = 0.4;  // few stop so early
  const double ratio = floor_ratio(m);
  if (ratio > high) return true;
  const double half = 0.5 * (last.high - last.low);
  const int shown = static_cast<int>(std::log10(m.floor / std::max(half, 1e-12 * m.peak)));
  const int digits = std::min(digits_of(roundest(ratio * (1.0 - 1e-10), ratio * (1.0 + 1e-10))),
                              digits_of(roundest(m.floor * (1.0 - 1e-10), m.floor * (1.0 + 1e-10))));
  return digits > std::max(2, shown - 2);
}

// The log ends in the first part of a fall, in few digits: a length that is not determined and a number that is not
// round are two of many that the rows allow.
bool rest_is_open(std::span<const point> points, const hints& known, const stretch& s) {
  const model& m = *s.fit;
  const bool drawn = m.listed && m.form.kind != fall::window;
  if (drawn || !has_end(m.form.kind) || m.form.kind == fall::constant || s.total_by_hint ||
      s.where.end != points.size() || (known.total && *known.total == m.total()))
    return false;
  const std::int64_t knee = m.warmup + m.hold;
  const std::int64_t last = points.back().step - s.where.lags.back().lag;
  const double half = 0.5 * (points.back().high - points.back().low);
  const int shown = static_cast<int>(std::ceil(std::log10(m.peak / std::max(half, 1e-12 * m.peak))));
  constexpr double first_part = 0.6;
  const bool early = static_cast<double>(last - knee) <= first_part * static_cast<double>(m.total() - knee);
  // a peak with more digits than the rows have was fitted, and so was the end that no row shows
  const bool fitted = known.coarse && last < m.total() && digits_of(m.peak) > shown;
  if (fitted && (has_parameter(m.form.kind) || m.form.kind == fall::window || (early && is_self_similar(m.form.kind))))
    return true;
  if (!early) return false;
  constexpr int chosen = 3;  // digits of a floor
  const double percent = 100.0 * floor_ratio(m);
  const double near = roundest(percent * (1.0 - 1e-11), percent * (1.0 + 1e-11));
  if (m.floor > 0.0 && digits_of(near) > chosen && digits_of(m.floor) > chosen) return true;
  if (!known.coarse) return false;
  constexpr int round = 2;  // digits: such a length was chosen by a user, unless the log states another
  if (!known.total && digits_of(static_cast<double>(m.total())) <= round) return false;
  return s.total_least != s.total_most || fitted;
}

// Early on a cosine falls by (1 - floor) / length², and rounded rates show no more than that. Lists other floors with
// their lengths.
void other_floors(std::span<const point> rows, stretch& s) {
  const model& m = *s.fit;
  const double own = floor_ratio(m);
  for (const double ratio : {0.0, 0.05, 0.1, 0.2}) {
    if (std::abs(ratio - own) < 0.01) continue;
    const double length = std::round(m.length * std::sqrt((1.0 - ratio) / (1.0 - own)));
    for (const double off : {0.0, -1.0, 1.0, -2.0, 2.0}) {
      model other = m;
      other.peak = 1.0;
      other.floor = ratio;
      other.length = length + off;
      const std::optional<peak_range> peak = peaks_for(other, ratio, rows, 0);
      if (!peak) continue;
      other.peak = roundest(peak->low, peak->high);
      other.floor = ratio * other.peak;
      s.also.push_back(other);
      break;
    }
  }
}

}  // namespace

void decide(std::span<const point> points, const hints& known, stretch& s) {
  const model& m = *s.fit;
  const std::vector<point> rows = sample_of(points, s);
  static constexpr std::array<fall, 4> families = {fall::constant, fall::linear, fall::cosine, fall::one_minus_sqrt};
  const std::int64_t total = m.total() > 0 ? m.total() : known.total.value_or(0);
  for (const fall kind : families) {
    if (kind == m.form.kind) continue;
    model other = m;
    other.form = {kind, 0.0};
    other.listed = nullptr;
    other.floor = 0.0;
    other.peak = 1.0;
    other.length = static_cast<double>(total - m.warmup - m.hold);
    bool fits = (kind == fall::constant || other.length > 0.0) && fits_rows(other, 0.0, rows);
    if (!fits && kind != fall::constant && !s.total_by_hint && known.coarse) {
      // With the length free as well: the rows of the fall alone.
      std::vector<point> fall_rows;
      for (const point& p : rows) {
        if (p.step >= m.warmup + m.hold) fall_rows.push_back(p);
      }
      const std::optional<fall_fit> free = fit_fall(kind, fall_rows, m.peak, floor_rule::given, 0.0);
      const double knee = static_cast<double>(m.warmup + m.hold);
      fits = free && free->worst <= 1.0 && std::abs(free->start - knee) <= 1.0 + 4.0 * free->start_sigma;
      if (fits) other.length = std::round(free->end() - knee);
    }
    if (!fits || other.length < 0.0) continue;
    const std::optional<peak_range> peak = peaks_for(other, 0.0, rows, 0);
    if (!peak) continue;
    other.peak = roundest(peak->low, peak->high);
    s.also.push_back(other);
  }
  if (m.form.kind == fall::cosine && known.coarse && !s.total_by_hint) other_floors(rows, s);
  const int evidence = static_cast<int>(s.where.exact()) - unknowns(s) + coincidences(s, known);
  if (!s.reason.empty()) return;  // another reading of equal length is already named
  if (m.open && !m.open->reason.empty()) {
    s.reason = m.open->reason;
  } else if (s.where.rows() == 1) {
    s.reason = "only one row";
  } else if (s.where.rows() == 2) {
    s.reason = "only two rows";
  } else if (still_rises(points, s)) {
    s.reason = "the rate still rises at the last row: neither the peak nor the end of the warmup is in the log";
  } else if (!m.listed && has_parameter(m.form.kind) && is_unchosen(m.form.q) && !is_certain(points, known, s)) {
    s.reason = "no schedule of few digits fits these rows";
  } else if (end_is_open(points, known, s)) {
    s.reason = "the log ends at " + std::to_string(std::lround(100.0 * floor_ratio(m))) +
               " % of the peak, and the rate still falls: a longer fall that was cut short has the same rows";
  } else if (rest_is_open(points, known, s)) {
    s.reason = "the log ends before the fall does: its rates have too few digits to determine the length";
  } else if (!shows_fall(points, s)) {
    s.reason = "too few rows show how the rate falls";
  } else if (!s.also.empty()) {
    s.reason = "another family also fits every row";
  } else if (m.form.kind == fall::constant && known.unfinished && s.where.end == points.size()) {
    s.reason = "constant so far, but the log ends before the run, so a decay may follow";
  } else if (evidence < 2) {
    s.reason = "too few rows for the number of unknowns";
  }
}

}  // namespace taper::inspection
