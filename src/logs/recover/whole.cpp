// Readings of a whole log: found on some rows, verified on all; beginnings, odd rows and waves.
#include "logs/recover/whole.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "logs/recover/effort.hpp"
#include "logs/recover/endless.hpp"
#include "logs/recover/epoch_warmup.hpp"
#include "logs/recover/whole_search.hpp"

namespace taper::inspection {
namespace {

// Rows that the reading does not fit; more than it may have end the count.
std::vector<std::size_t> odd_rows(const reading& r, std::span<const point> points, std::size_t most) {
  std::vector<std::size_t> out;
  spend(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double rate = r.peak * r.unit(static_cast<double>(points[i].step - r.lag));
    const double slip = 1e-13 * r.peak;
    if (rate >= points[i].low - slip && rate <= points[i].high + slip) continue;
    out.push_back(i);
    if (out.size() > most) break;
  }
  return out;
}

// Moves the begin of a reading back to the first of the rows that it fits without a gap.
void begin_earlier(whole_reading& w, std::span<const point> points) {
  const auto fits = [&](const point& p) {
    const double rate = w.what.peak * w.what.unit(static_cast<double>(p.step - w.what.lag));
    return rate >= p.low && rate <= p.high;
  };
  while (w.begin > 0 && fits(points[w.begin - 1])) --w.begin;
}

// Readings from row `skip` on that fit all rows but a few. Rows that a promising one does not fit are searched with
// again: they were not among the chosen ones.
std::vector<whole_reading> read_from(std::span<const point> points, const hints& known, std::size_t skip,
                                     std::size_t odd) {
  constexpr int rounds = 4;
  constexpr std::size_t most_kept = 12;
  constexpr std::size_t most_tried = 60;
  const std::size_t allowed = std::min<std::size_t>(points.size() / 50, 40);
  std::vector<point> needed;
  std::vector<whole_reading> out;
  for (int round = 0; round < rounds && out.empty() && !(round > 0 && exhausted()); ++round) {
    const std::size_t before = needed.size();
    std::size_t tried = 0;
    for (whole_reading& w : whole_search(points, known, skip, needed, odd).run()) {
      if (out.size() >= most_kept || ++tried > most_tried) break;
      w.odd = odd_rows(w.what, points.subspan(skip), allowed);
      if (w.odd.size() > allowed) {
        for (std::size_t k = 0; k < w.odd.size() && k < 3 && needed.size() < 200; ++k)
          needed.push_back(points[skip + w.odd[w.odd.size() - 1 - k * (w.odd.size() - 1) / 3]]);
        continue;
      }
      for (std::size_t& row : w.odd) row += skip;
      w.begin = skip;
      w.bits += bits_of_odd_row * static_cast<double>(w.odd.size());
      out.push_back(std::move(w));
    }
    if (needed.size() == before) break;
  }
  return out;
}

// A cosine that rises again: the rows up to the first turn determine it; all rows must match its continuation.
std::vector<whole_reading> read_wave(std::span<const point> points, const hints& known) {
  std::size_t turn = 1;
  bool falling = false;
  for (; turn < points.size(); ++turn) {
    if (points[turn].step < points[turn - 1].step) return {};
    if (falling && points[turn].low > points[turn - 1].high) break;
    falling = falling || points[turn].high < points[turn - 1].low;
  }
  constexpr std::size_t fewest = 4;
  if (turn >= points.size() || turn < fewest + 1) return {};
  const std::size_t tail = points[turn - 1].high < 1e-9 * known.largest ? 0 : 1;  // it may lie past the end
  hints before = known;
  before.total.reset();
  std::vector<whole_reading> out;
  for (whole_reading& w : whole_search(points.first(turn - tail), before, 0, {}, 0).run()) {
    if (w.what.form->text != "cosine" || w.what.place != warmup_place::before || w.what.warmup.percent > 0.0 ||
        w.what.hold.percent > 0.0)
      continue;
    w.what.climbs = true;
    w.odd = odd_rows(w.what, points, 0);
    if (!w.odd.empty() || !w.what.as_model(w.what.total)) continue;
    w.bits += 6.0;
    out.push_back(std::move(w));
    if (out.size() > 3) break;
  }
  return out;
}

// A constant rate with a few single rows that are something else.
std::vector<whole_reading> read_constant(std::span<const point> points, const hints& known) {
  constexpr std::size_t fewest = 60;  // rows
  constexpr std::size_t one_in = 50;
  if (points.size() < fewest) return {};
  std::vector<double> values;
  for (const point& p : points) values.push_back(p.value);
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  spend(points.size());
  whole_reading r;
  double low = 0.0;
  double high = INFINITY;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const point& p = points[i];
    if (p.low <= *middle && p.high >= *middle) {
      low = std::max(low, p.low);
      high = std::min(high, p.high);
      continue;
    }
    const bool single = r.odd.size() < 2 || i - r.odd[r.odd.size() - 2] > 3;
    r.odd.push_back(i);
    if (!single || one_in * r.odd.size() > points.size()) return {};
  }
  if (r.odd.empty() || low > high || !(high > 0.0)) return {};
  model m;
  m.peak = roundest(low, high);
  r.model_of = m;
  r.bits = bits_of(m, 0, lengths_of(points, known)) + bits_of_odd_row * static_cast<double>(r.odd.size());
  return {std::move(r)};
}

}  // namespace

std::vector<whole_reading> read_whole(std::span<const point> points, const hints& known) {
  if (std::vector<whole_reading> waves = read_wave(points, known); !waves.empty()) return waves;
  std::vector<std::size_t> begins = {0};
  if (points.size() >= 8) begins.push_back(1);
  if (points.size() >= 40) begins.push_back(4);
  if (points.size() >= 120) {
    begins.push_back(12);
    begins.push_back(points.size() / 20);
  }
  std::vector<whole_reading> without_end = read_endless(points, known);
  std::vector<whole_reading> out;
  constexpr std::size_t fewest_for_odd = 60;  // rows
  for (std::size_t k = 0; k < begins.size() + 1; ++k) {
    // Odd rows are searched for after everything except a different beginning.
    const std::size_t skip = k < 2 ? begins[std::min(k, begins.size() - 1)] : k == 2 ? 0 : begins[k - 1];
    if ((k >= 1 && begins.size() < 2) || (k == 2 && points.size() < fewest_for_odd)) continue;
    // A rate of 0 at first is a row of a warmup, not an odd one.
    if (skip == 1 && points.front().value <= 0.0 && points.front().step <= 1) continue;
    out = read_from(points, known, skip, k == 2 ? 3 : 0);
    if (out.empty()) continue;
    for (whole_reading& w : out) {
      if (skip == 1) {  // an odd first row is a row of the same run
        w.odd.insert(w.odd.begin(), 0);
        w.begin = 0;
        w.bits += bits_of_odd_row;
      } else if (skip > 1) {
        begin_earlier(w, points);
        w.bits += w.begin > 0 ? 18.0 + 20.0 * static_cast<double>(w.begin) : 0.0;
      }
    }
    break;
  }
  for (whole_reading& w : without_end) out.push_back(std::move(w));
  for (whole_reading& w : read_constant(points, known)) out.push_back(std::move(w));
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.bits < b.bits; });
  return out;
}

std::vector<whole_reading> read_after_warmup(std::span<const point> points, const hints& known) {
  constexpr std::size_t fewest = 8;  // rows
  if (!known.epochs || points.size() < fewest) return {};
  std::vector<whole_reading> out;
  for (const std::size_t skip : {points.size() / 8, points.size() / 3, points.size() / 2, 2 * points.size() / 3}) {
    if (skip == 0) continue;
    const effort limit(1'500'000 + 5 * points.size());
    for (whole_reading& w : read_from(points, known, skip, 0)) {
      begin_earlier(w, points);
      if (w.begin == 0 || !w.odd.empty() || w.what.warmup.steps > 0.0) continue;
      w.after_warmup = is_warmup_by_batches(points.first(w.begin), w.what);
      w.bits += w.after_warmup ? warmup_by_batches : 18.0 + 20.0 * static_cast<double>(w.begin);
      out.push_back(std::move(w));
    }
  }
  return out;
}

std::optional<stretch> as_stretch(const whole_reading& r, std::span<const point> points) {
  std::int64_t reach = 0;
  for (const point& p : points) reach = std::max(reach, p.step);
  std::optional<model> m = r.model_of ? r.model_of : r.what.as_model(reach);
  if (!m) return std::nullopt;
  if (m->listed)
    m->bits = r.bits - bits_of_odd_row * static_cast<double>(r.odd.size()) -
              (r.begin > 0 ? 18.0 + 20.0 * static_cast<double>(r.begin) : 0.0);
  stretch s;
  s.fit = std::move(m);
  s.where.begin = r.begin;
  s.where.end = points.size();
  s.after_warmup = r.after_warmup;
  s.where.lags = {{r.begin, r.what.lag, r.what.lag, r.what.lag}};
  s.where.misfits = r.odd;
  return s;
}

namespace {

// The largest difference of their rates from the first row on, as a part of the peak.
double apart(const reading& a, const reading& b, std::span<const point> points) {
  constexpr int places = 24;
  const double begin = static_cast<double>(points.front().step);
  const double length = static_cast<double>(std::max(a.total, b.total));
  double most = 0.0;
  for (int i = 0; i <= places; ++i) {
    const double t = begin + (length - begin) * static_cast<double>(i) / places;
    const double x = a.peak * a.unit(t - static_cast<double>(a.lag));
    const double y = b.peak * b.unit(t - static_cast<double>(b.lag));
    most = std::max(most, std::abs(x - y) / a.peak);
  }
  return most;
}

}  // namespace

void name_rivals(std::span<const whole_reading> all, std::span<const point> points, const hints& known, stretch& s) {
  constexpr double usual = 2.0;       // bits
  constexpr double cheap_end = 16.0;  // additional cost of a length that the end of the log does not suggest
  constexpr double different = 0.02;  // of the peak
  if (!s.fit || all.empty() || all.front().model_of) return;
  const reading& first = all.front().what;
  // A fall that ends in its upper half, at the end of the log: a longer fall, cut short, is as good. Where the log ends
  // before the fall does, only round numbers show what would follow.
  const std::int64_t stride = points.size() > 1 ? points.back().step - points[points.size() - 2].step : 1;
  const bool cut = known.total != first.total && points.back().step - first.lag + stride + 1 < first.total;
  const double close = cut || first.unit(static_cast<double>(first.total)) > 0.5 ? cheap_end : usual;
  for (const whole_reading& w : all.subspan(1)) {
    if (!s.runner_up && !w.model_of && apart(first, w.what, points) > different)
      s.runner_up =
          rival{w.what.spec() + " over " + std::to_string(w.what.total) + " steps", 0.0, w.bits - all.front().bits};
    if (w.model_of || w.bits > all.front().bits + close || w.begin != all.front().begin) continue;
    if (known.total == first.total && w.what.total != first.total) continue;  // the log states the length
    const std::optional<stretch> other =
        apart(first, w.what, points) > different ? as_stretch(w, points) : std::nullopt;
    if (!other) continue;
    s.also.push_back(*other->fit);
    s.reason = "either " + first.spec() + " over " + std::to_string(first.total) + " steps or " + w.what.spec() +
               " over " + std::to_string(w.what.total) + " steps: every row fits both";
    return;
  }
}

}  // namespace taper::inspection
