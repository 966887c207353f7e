// Values and text of a reading.
#include "logs/recover/reading.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "logs/recover/effort.hpp"
#include "logs/recover/propose_curves.hpp"
#include "taper/algebra.hpp"
#include "taper/notation.hpp"

namespace taper::inspection {
namespace {

double rise_of(const reading& r, double c) {
  const double w = r.warmup.steps;
  switch (r.ramp) {
    case ramp_kind::from_one: return (c + 1.0) / w;
    case ramp_kind::logarithm: return r.from + (1.0 - r.from) * (w > 1.0 ? std::log(c + 1.0) / std::log(w) : 1.0);
    case ramp_kind::cosine: return r.from + (1.0 - r.from) * 0.5 * (1.0 - std::cos(std::numbers::pi * c / w));
    case ramp_kind::linear: break;
  }
  return r.from + (1.0 - r.from) * c / w;
}

amount amount_of(const part_of_run& a) {
  return a.percent > 0.0 ? taper::percent(a.percent) : taper::steps(std::llround(a.steps));
}

// (t + 1) / W for t < W is a rise from 1 / W over W - 1 steps, and one step at the peak.
void add_warmup(composition& with, const reading& r, part_of_run& hold) {
  if (!(r.warmup.steps > 0.0)) return;
  part_of_run w = r.warmup;
  double from = r.from;
  if (r.ramp == ramp_kind::from_one) {
    from = 1.0 / w.steps;
    w = {w.steps - 1.0, 0.0};
    if (hold.percent > 0.0) hold = {std::round(hold.steps), 0.0};
    hold.steps += 1.0;
    if (w.steps < 0.5) return;
  }
  with.warmup = warmup(amount_of(w), {written_rise(r.ramp), from});
}

void add_floor(composition& with, const reading& r) {
  if (!(r.ratio > 0.0)) return;
  const double percent = 100.0 * r.ratio;
  const double round = roundest(percent * (1.0 - 1e-11), percent * (1.0 + 1e-11));
  const double rate = roundest(r.ratio * r.peak * (1.0 - 1e-11), r.ratio * r.peak * (1.0 + 1e-11));
  with.floor = digits_of(round) <= std::max(4, digits_of(rate)) ? taper::floor(taper::percent(round)) : floor_lr(rate);
}

// The kinds that recovery knows by their own formula.
std::optional<shape> known_shape(const window_form& form) {
  const std::string& t = form.text;
  if (t == "cosine") return shape{fall::cosine, 0.0};
  if (t == "linear") return shape{fall::linear, 0.0};
  if (t == "one_minus_sqrt") return shape{fall::one_minus_sqrt, 0.0};
  if (t == "constant") return shape{fall::constant, 0.0};
  return std::nullopt;
}

}  // namespace

double reading::unit(double c) const noexcept {
  c = std::max(c, 0.0);
  const double w = warmup.steps;
  if (c < w && place != warmup_place::times) return rise_of(*this, c);
  const double begin = place == warmup_place::before ? w + hold.steps : hold.steps;
  const double end = static_cast<double>(total);
  const double length = end - begin;
  double g = 1.0;
  if (climbs && c > begin)
    g = 0.5 * (1.0 + std::cos(std::numbers::pi * std::fmod((c - begin) / length, 2.0)));
  else if (c >= end)
    g = form->kernel.value(phase{1.0, 0.0});
  else if (c > begin)
    g = form->kernel.value(phase{(c - begin) / length, (end - c) / length});
  const double fall = ratio + (1.0 - ratio) * g;
  return c < w ? fall * rise_of(*this, c) : fall;
}

result<schedule> reading::source() const {
  if (climbs) {
    reading once = *this;
    once.climbs = false;
    const std::optional<model> cosine = once.as_model(total);
    const std::optional<model> wave = cosine ? climbing(*cosine, total + 1) : std::nullopt;
    return wave ? schedule_of(*wave) : once.source();
  }
  schedule falls{form->window, {}};
  falls.with.peak = taper::peak(peak);
  add_floor(falls.with, *this);
  part_of_run held = hold;
  schedule rises{taper::constant{}, {}};
  add_warmup(rises.with, *this, held);
  if (place == warmup_place::before) {
    falls.with.warmup = rises.with.warmup;
    if (held.steps > 0.0 && form->text != "constant") falls.with.hold = taper::hold(amount_of(held));
    return falls;
  }
  if (hold.steps > 0.0) falls.with.hold = taper::hold(amount_of(hold));
  if (place == warmup_place::times) return checked::product({rises, falls});
  rises.with.peak = falls.with.peak;
  return checked::sequence({rises, falls}, {taper::steps(std::llround(std::ceil(warmup.steps)))}, scaling::fixed);
}

std::string reading::spec() const {
  const result<schedule> made = source();
  return made ? print(*made) : std::string();
}

std::optional<model> reading::as_model(std::int64_t reach) const {
  if (climbs) {
    reading once = *this;
    once.climbs = false;
    const std::optional<model> cosine = once.as_model(reach);
    return cosine ? climbing(*cosine, reach + 8) : std::nullopt;
  }
  const bool whole = warmup.percent == 0.0 && hold.percent == 0.0;
  if (place == warmup_place::before && whole) {
    model m;
    m.form = known_shape(*form).value_or(shape{fall::window, 0.0, form});
    m.peak = peak;
    m.floor = ratio * peak;
    m.warmup = std::llround(warmup.steps);
    m.hold = std::llround(hold.steps);
    m.ramp = ramp;
    m.from = from;
    m.length = static_cast<double>(total - m.warmup - m.hold);
    return m;
  }
  listing l;
  l.kind = fall::window;
  l.steps = total;
  l.warmup = std::llround(warmup.steps);
  l.peak = peak;
  l.floor = ratio * peak;
  l.reach = std::max(reach, total) + 2;
  l.unknowns = 3;
  return listed_model(source(), l);
}

namespace {

// The peaks that most rows allow, where all but `odd` of them do: ends of intervals in order.
std::optional<peak_range> most_rows(const reading& r, std::span<const point> rows, std::size_t odd) {
  std::vector<std::pair<double, int>> ends;
  std::size_t against = 0;
  spend(4 * rows.size());
  for (const point& row : rows) {
    const double unit = r.unit(static_cast<double>(row.step - r.lag));
    if (!(unit > 0.0)) {
      if ((row.low > 0.0 || row.high < 0.0) && ++against > odd) return std::nullopt;
      continue;
    }
    ends.emplace_back(row.low / unit, 0);
    ends.emplace_back(row.high / unit, 1);
  }
  std::sort(ends.begin(), ends.end());
  const std::size_t needed = ends.size() / 2 + against;
  std::size_t open = 0;
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
    if (ends[i].second == 1) {
      --open;
      continue;
    }
    if (++open + odd >= needed && ends[i + 1].second == 1 && ends[i].first > 0.0)
      return peak_range{ends[i].first, ends[i + 1].first};
  }
  return std::nullopt;
}

}  // namespace

std::optional<peak_range> peaks_of(const reading& r, std::span<const point> rows, std::size_t odd) {
  if (odd > 0) return most_rows(r, rows, odd);
  return peaks_by([&](std::int64_t step) { return r.unit(static_cast<double>(step - r.lag)); }, rows);
}

}  // namespace taper::inspection
