// Doubts about schedules that fit: many small parts, few rates, few digits.
#include "logs/doubts.hpp"

#include <algorithm>
#include <cmath>

namespace taper::inspection {
namespace {

// Many parts, of which the determined ones contain at most a quarter of the rows (half if other parts follow no known
// schedule): their match is coincidental.
void doubt(std::vector<stretch>& found, std::span<const point> points) {
  const std::size_t rows = points.size();
  const auto is_edge = [&](std::size_t i) { return i == 0 || i == rows || points[i].step < points[i - 1].step; };
  constexpr std::size_t many = 4;
  const auto is_determined = [](const stretch& s) { return s.fit && s.reason.empty(); };
  std::size_t determined = 0;
  for (const stretch& s : found) determined += is_determined(s) ? s.where.rows() : 0;
  bool unknown = false;  // but for a warmup by batches, which is known as such
  for (std::size_t i = 0; i < found.size(); ++i)
    unknown = unknown || (!found[i].fit && (i + 1 == found.size() || !found[i + 1].after_warmup));
  if (unknown ? 2 * determined > rows : found.size() < many || 4 * determined > rows) return;
  for (stretch& s : found) {
    const bool whole_run = is_edge(s.where.begin) && is_edge(s.where.end);  // one of several trainings
    if (is_determined(s) && !whole_run)
      s.reason = "most rows match no schedule or several; this match may be coincidental";
  }
  constexpr std::size_t readable = 8;
  if (found.size() <= readable) return;
  // A list of pieces that are all in doubt shows nothing: rows side by side are one.
  std::vector<stretch> joined;
  for (stretch& s : found) {
    if (!joined.empty() && !is_determined(s) && !is_determined(joined.back())) {
      joined.back().where.end = s.where.end;
      continue;
    }
    if (!is_determined(s)) {
      stretch none;
      none.where.begin = s.where.begin;
      none.where.end = s.where.end;
      none.reason = "no known schedule fits these rows";
      s = std::move(none);
    }
    joined.push_back(std::move(s));
  }
  found = std::move(joined);
}

// Rounded rates that follow no known schedule: parts of the curve fit schedules with odd numbers, or with a peak far above
// every row. Those are not what ran.
void doubt_parts(std::vector<stretch>& found, const hints& known, std::span<const point> points) {
  constexpr std::size_t many = 3;
  if (!known.coarse || found.size() < many) return;
  for (stretch& s : found) {
    if (!s.fit || !s.reason.empty()) continue;
    const model& m = *s.fit;
    const point& first = points[s.where.begin];
    const int shown = static_cast<int>(std::ceil(std::log10(first.value / (0.5 * (first.high - first.low)))));
    constexpr int chosen = 3;  // digits
    const bool odd = digits_of(m.peak) > std::max(chosen, shown - 1) || (m.from > 0.0 && digits_of(m.from) > chosen);
    if (odd || m.peak > 1.01 * known.largest)
      s.reason = "only a part of the curve, with odd numbers; this match may be coincidental";
  }
}

// Equal rates in one format have equal texts: a constant does not explain rates that differ, however little.
void doubt_unequal_constants(std::vector<stretch>& found, const rate_precision& precision,
                             std::span<const point> points) {
  if (precision.kind != rounding::decimals && precision.kind != rounding::significant) return;
  for (stretch& s : found) {
    if (!s.fit || !s.reason.empty() || s.fit->form.kind != fall::constant || s.fit->listed) continue;
    const point* first = nullptr;
    for (std::size_t i = s.where.begin; i < s.where.end && s.reason.empty(); ++i) {
      const bool odd = std::find(s.where.misfits.begin(), s.where.misfits.end(), i) != s.where.misfits.end();
      if (odd || points[i].step - s.where.lags.front().lag < s.fit->warmup) continue;
      if (first == nullptr) first = &points[i];
      const bool finer = points[i].high - points[i].low < first->high - first->low;
      if (points[i].value != first->value && !finer) s.reason = "the rates change by less than their digits can show";
    }
  }
}

// Two rates that differ little: one drop, or two steps of a curve that changes once an epoch.
void doubt_two_rates(std::vector<stretch>& found, std::span<const point> points) {
  constexpr double clear_drop = 0.75;
  for (stretch& s : found) {
    if (!s.fit || !s.reason.empty() || s.fit->form.kind == fall::constant) continue;
    const auto rows = points.subspan(s.where.begin, s.where.rows());
    const double first = rows.front().value;
    const double last = rows.back().value;
    const bool two =
        std::all_of(rows.begin(), rows.end(), [&](const point& p) { return p.value == first || p.value == last; });
    if (two && last < first && last > clear_drop * first)
      s.reason = "only two rates, which differ little: a drop, or a curve that changes once an epoch";
  }
}

void doubt_start(std::vector<stretch>& found) {
  for (stretch& s : found) {
    if (s.fit && s.reason.empty() && s.fit->form.kind != fall::constant)
      s.reason = "all rows are of one epoch, which does not show whether epochs count from 0 or from 1";
  }
}

// A straight line from the first row up to the last, within the intervals of both.
bool rises_straight(std::span<const point> rows) {
  constexpr std::size_t fewest = 3;
  if (rows.size() < fewest || rows.front().step >= rows.back().step || rows.front().high >= rows.back().low)
    return false;
  const point& first = rows.front();
  const point& last = rows.back();
  const double slope = (last.value - first.value) / static_cast<double>(last.step - first.step);
  const double ends = std::max(first.high - first.low, last.high - last.low);
  return std::all_of(rows.begin(), rows.end(), [&](const point& p) {
    const double line = first.value + slope * static_cast<double>(p.step - first.step);
    return std::abs(line - p.value) <= 0.5 * (p.high - p.low + ends);
  });
}

// Rates below ten units of the last digit have one digit: a rate may be wrong by half of it, so that any shape fits.
void doubt_one_digit(std::vector<stretch>& found, const rate_precision& precision, double largest) {
  if (largest >= 19.9 * precision.half_width(largest, largest)) return;
  for (stretch& s : found) {
    if (s.fit && s.reason.empty()) s.reason = "the rates have only one digit";
  }
}

// Levels one unit of the last digit apart are a coarsely rounded curve, not drops; a few of them fit many shapes.
void doubt_few_levels(std::vector<stretch>& found, const rate_precision& precision, std::span<const point> points) {
  if (precision.kind != rounding::decimals && precision.kind != rounding::significant) return;
  constexpr std::size_t fewest = 4;  // changes; fewer may be drops
  constexpr std::size_t most = 11;
  for (stretch& s : found) {
    if (!s.fit || !s.reason.empty() || s.fit->form.kind == fall::constant) continue;
    std::size_t changes = 0;
    bool single = true;
    for (std::size_t i = s.where.begin + 1; i < s.where.end && single; ++i) {
      const point& p = points[i];
      const double change = std::abs(p.value - points[i - 1].value);
      if (change == 0.0) continue;
      ++changes;
      single = single && change < 1.5 * (p.high - p.low);
    }
    const bool stairs = s.fit->form.kind == fall::stairs;
    if (stairs && s.fit->listed->spec.starts_with("torch.StepLR")) continue;  // one factor gives every level
    if (single && changes >= fewest && (stairs || changes <= most))
      s.reason = "the rates change by single units of their last digit: too few levels to determine the shape";
  }
}

// The mean of the rate since the row before: the first rows of a warmup lie on a line that is 0 half a stride before the
// first of them, (k + 1) / 2 steps from its row if the k rates are those of counters 1 ... k, else (k - 1) / 2. A row for
// each epoch has the mean of its batches, of which there are many: the line is 0 half an epoch before the first row.
bool shows_means(std::span<const point> points, bool epochs) {
  constexpr std::size_t fewest = 4;  // rows of the rise
  constexpr std::int64_t shortest = 4;
  if (points.size() <= fewest) return false;
  const point& first = points.front();
  const std::int64_t stride = points[1].step - first.step;
  const bool from_start =
      epochs ? first.step == 0 || first.step == 1 : first.step == stride || first.step == stride - 1;
  if (!from_start || (epochs ? stride != 1 : stride < shortest)) return false;
  std::size_t rows = fewest;
  if (!rises_straight(points.first(rows))) return false;
  while (rows < points.size() && rises_straight(points.first(rows + 1))) ++rows;
  const point& last = points[rows - 1];
  if (last.step - first.step != stride * static_cast<std::int64_t>(rows - 1)) return false;
  const double run = static_cast<double>(last.step - first.step);
  const double from =
      first.value * run / (last.value - first.value);  // steps from the zero of the line to the first row
  const double ends = 0.5 * std::max(first.high - first.low, last.high - last.low);
  const double error = ends * run / (last.value - first.value);
  constexpr double clear = 0.25;  // of a step
  const double middle = 0.5 * static_cast<double>(stride);
  constexpr double batch = 0.05;  // of an epoch, half of it: at least ten batches
  if (epochs) return error < batch && std::abs(from - middle) <= batch;
  return error < clear && std::abs(std::abs(from - middle) - 0.5) <= error;
}

// Means that one schedule explains all the same are the rates of a counter behind.
void name_means(std::vector<stretch>& found, std::span<const point> points, bool epochs) {
  const bool explained = found.size() == 1 && found.front().fit && found.front().reason.empty();
  if (explained || !shows_means(points, epochs)) return;
  found.clear();
  stretch& all = found.emplace_back();
  all.where.end = points.size();
  all.reason =
      "each row seems to show the mean of the rates since the row before, which belongs to no step; log the rate of "
      "the "
      "step itself";
}

}  // namespace

void name_rises(std::vector<stretch>& found, std::span<const point> points) {
  if (found.size() > 1 && rises_straight(points)) {
    found.clear();
    found.emplace_back().where.end = points.size();
  }
  for (stretch& s : found) {
    if (!s.fit && s.where.end == points.size() && rises_straight(points.subspan(s.where.begin)))
      s.reason = "the rate still rises at the last row: neither the peak nor the end of the warmup is in the log";
  }
}

void add_doubts(std::vector<stretch>& found, const doubted_rows& rows) {
  doubt(found, rows.points);
  doubt_parts(found, rows.known, rows.points);
  if (rows.start_open) doubt_start(found);
  doubt_two_rates(found, rows.points);
  doubt_unequal_constants(found, rows.precision, rows.points);
  doubt_one_digit(found, rows.precision, rows.known.largest);
  doubt_few_levels(found, rows.precision, rows.points);
  name_means(found, rows.points, rows.known.epochs);
}

}  // namespace taper::inspection
