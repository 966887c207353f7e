// Every family is fitted to the fall, with its start free, at 0, where the warmup meets it, or where the plateau ends;
// whole and round numbers near the fit are tried on the rows, and the shortest reading that meets them is taken.
#include "logs/recover/whole.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <utility>

#include "logs/recover/candidates.hpp"
#include "logs/recover/effort.hpp"
#include "logs/recover/endless.hpp"
#include "logs/recover/whole_rows.hpp"
#include "logs/recover/window_fit.hpp"

namespace taper::inspection {
namespace {

constexpr double digit = 3.32;
constexpr std::size_t fewest_fine = 16;  // rows in full precision that no other family meets by chance

// Values near x within `error`, the roundest first; x itself where the rows pin it.
std::vector<double> round_near(double x, double error, bool fine) {
  std::vector<double> out;
  const auto add = [&](double v) {
    if (std::find(out.begin(), out.end(), v) == out.end()) out.push_back(v);
  };
  if (fine) {
    add(roundest(x - 1e-6 * std::abs(x), x + 1e-6 * std::abs(x)));
    add(roundest(x - 1e-9 * std::abs(x), x + 1e-9 * std::abs(x)));
    return out;
  }
  const double tiny = 1e-9 * std::abs(x);
  for (const double k : {3.0, 1.0, 0.3}) add(roundest(x - std::max(k * error, tiny), x + std::max(k * error, tiny)));
  return out;
}

class search {
 public:
  search(std::span<const point> points, const hints& known, std::size_t skip_first, std::span<const point> needed,
         std::size_t odd)
      : known_(known), lengths_(lengths_of(points, known)), rows_(rows_of(points, known.coarse, skip_first)), odd_(odd) {
    rows_.chosen.insert(rows_.chosen.end(), needed.begin(), needed.end());
    half_ = 0.0;
    for (const point& p : rows_.chosen) half_ = std::max(half_, 0.5 * (p.high - p.low));
  }

  std::vector<whole_reading> run() {
    if (!rows_.usable || rows_.all.size() < 3) return {};
    const bool falls = static_cast<double>(rows_.all.back().step) > rows_.last_top;
    if (!falls) return {};
    for (const window_family& f : window_families()) {
      if (exhausted()) break;
      const double least = bits_of_text(f.name) + (f.free > 0 ? 2.0 * static_cast<double>(f.free) : 0.0);
      if (best_ < least + 8.0) break;  // nothing that follows can be shorter
      search_family(f);
      if (std::getenv("TAPER_DBG"))
        std::fprintf(stderr, "%s free %zu: fits %zu, considered %zu, found %zu best %g\n", std::string(f.name).c_str(), f.free, fits_, considered_, found_.size(), best_);
      if (rows_.fine && !found_.empty() && rows_.all.size() >= fewest_fine) break;  // no other family has these figures
    }
    std::stable_sort(found_.begin(), found_.end(), [](const auto& a, const auto& b) { return a.bits < b.bits; });
    return std::move(found_);
  }

 private:
  struct placed {
    warmup_place place = warmup_place::before;
    const rise_fit* rising = nullptr;  // null: no row of it is seen
    bool free_start = false;           // the rows of the fall say where it begins
  };

  void search_family(const window_family& f) {
    std::size_t tried = 0;
    for (const free_values& q : f.starts) {
      if (exhausted() || ++tried > 6) return;
      const std::size_t before = found_.size();
      for (const double reach : {1.02, 1.6, 5.0}) {
        window_fit guess;
        guess.family = &f;
        guess.q = q;
        guess.start = rows_.last_top;
        const double end = rows_.first_low;
        guess.end = rows_.last_top + std::max(1.0, end - rows_.last_top) * reach;
        from_guess(guess);
        if (found_.size() > before) break;
      }
      if (found_.size() > before && f.free > 0) return;
    }
  }

  [[nodiscard]] double limit() const { return rows_.fine ? 1e3 : 2.5; }

  [[nodiscard]] bool in_reach(const std::optional<window_fit>& fit) const {
    return fit && fit->worst <= (rows_.fine ? 1e6 : limit());
  }

  // Where the family does not meet the fall with everything free, it does not with less.
  std::optional<window_fit> loosest(window_fit guess) const {
    const std::span<const point> rows = rows_.after.size() >= 4 ? rows_.after : rows_.fall;
    std::optional<window_fit> fit = fit_window(guess, {}, rows, 25);
    if (in_reach(fit)) return fit;
    fit_request r;
    guess.start = static_cast<double>(rows.front().step);
    r.start = guess.start;
    fit = fit_window(guess, r, rows, 25);
    if (in_reach(fit)) return fit;
    r.end = guess.end;
    fit = fit_window(guess, r, rows, 25);
    return in_reach(fit) ? fit : std::nullopt;
  }

  void from_guess(const window_fit& first) {
    const std::optional<window_fit> loose = loosest(first);
    if (!loose) return;
    // Along what the rows leave open a search wanders off: then its ends say nothing.
    const double run_length = static_cast<double>(rows_.all.back().step - rows_.all.front().step);
    const bool steady = loose->end_error < run_length && loose->start_error < run_length &&
                        loose->end - loose->start < 20.0 * (run_length + 1.0);
    window_fit guess = steady ? *loose : first;
    guess.q = loose->q;
    for (const bool with_floor : {false, true}) {
      fit_request r;
      if (!with_floor) r.floor = 0.0;
      const std::optional<window_fit> fit = fit_window(guess, r, fall_rows());
      const bool fits = fit && fit->worst <= limit();
      const double run = static_cast<double>(rows_.all.back().step - rows_.all.front().step);
      const bool told = fits && fit->start_error < (rows_.fine ? 1e-3 : 0.5) * run && fit->start_error >= 0.0 &&
                        std::isfinite(fit->start_error);
      if (told) {
        round_parameters(*fit, r, {warmup_place::before, nullptr, true});
        if (rows_.fine && !with_floor) {
          at_fixed_starts(fits ? *fit : guess, with_floor);
          if (!found_.empty()) return;
          continue;
        }
      }
      at_fixed_starts(fits ? *fit : guess, with_floor);
    }
    with_lengths(guess);
    if (exhausted() || !with_ratios_.insert(guess.family).second) return;
    with_ratios(guess);
  }

  // A line, or another family of which any part is the whole: rows say the end only together with the floor. The usual
  // floors, of which one makes the length whole.
  void with_ratios(const window_fit& guess) {
    fit_request r;
    r.start = guess.start;
    const std::optional<window_fit> fit = fit_window(guess, r, fall_rows());
    const double run = static_cast<double>(rows_.all.back().step - rows_.all.front().step);
    if (fit && fit->end_error < (rows_.fine ? 1e-3 : 0.2) * run) return;  // the rows say it by themselves
    for (const double ratio : {0.1, 0.01, 0.3, 0.05, 0.2, 0.001, 0.5, 0.02, 0.25, 0.4, 0.005, 0.004, 0.15, 0.03, 0.002,
                               0.6, 0.7, 0.8, 0.9}) {
      if (exhausted()) return;
      fit_request known;
      known.ratio = ratio;
      at_starts(guess, known);
    }
  }

  // One row at the top after a rise may be the last of the rise.
  [[nodiscard]] std::span<const point> fall_rows(warmup_place place = warmup_place::before) const {
    const bool without = !rows_.rises.empty() && (rows_.top_rows == 1 || place != warmup_place::before);
    return without ? rows_.after : rows_.fall;
  }

  // The fall begins at a step that the rise, the plateau or the counter's 0 gives.
  void at_fixed_starts(const window_fit& guess, bool with_floor) {
    fit_request r;
    if (!with_floor) r.floor = 0.0;
    at_starts(guess, r);
  }

  void at_starts(const window_fit& guess, const fit_request& r) {
    if (rows_.rises.empty()) {
      for (const std::int64_t lag : lags_without_rise()) fixed(guess, r, static_cast<double>(lag), {});
    }
    for (const rise_fit& rising : rows_.rises) {
      if (exhausted()) return;
      const double zero = rising.kind == rise::logarithm ? rising.zero + 1.0 : rising.zero;
      if (std::abs(zero - std::round(zero)) < (rows_.fine ? 0.02 : 0.5)) {
        fixed(guess, r, std::round(zero), {warmup_place::over, &rising});
        if (zero < -0.5) fixed(guess, r, 0.0, {warmup_place::over, &rising});
        times(guess, r, std::round(zero), rising);
      }
      meeting(guess, r, rising, 0.0);
      if (rising.kind == rise::linear) meeting(guess, r, rising, 1.0);
      if (rows_.top_rows > 1) {
        fit_request held = r;
        held.peak = rows_.top;
        const std::optional<window_fit> fit = fit_window(guess, held, rows_.fall);
        if (fit && fit->worst <= limit()) round_parameters(*fit, held, {warmup_place::before, &rising, true});
      }
    }
    if (rows_.rises.empty() && rows_.top_rows > 1) {
      fit_request held = r;
      held.peak = rows_.top;
      const std::optional<window_fit> fit = fit_window(guess, held, rows_.fall);
      if (fit && fit->worst <= limit()) round_parameters(*fit, held, {warmup_place::before, nullptr, true});
    }
  }

  [[nodiscard]] std::vector<std::int64_t> lags_without_rise() const {
    std::vector<std::int64_t> out = {0, 1};
    if (rows_.all.front().step > 1) out.push_back(2);
    if (rows_.all.front().step > 0 && rows_.all.front().step < 50) add_unique(out, rows_.all.front().step);
    return out;
  }

  void fixed(const window_fit& guess, fit_request r, double start, const placed& at) {
    window_fit from = guess;
    from.start = start;
    r.start = start;
    if (from.end <= start) from.end = start + 1.0;
    const std::optional<window_fit> fit = fit_window(from, r, fall_rows(at.place));
    if (fit && fit->worst <= limit()) round_parameters(*fit, r, at);
  }

  // The rows of the rise divided by it are rows of the fall, too: a product.
  void times(const window_fit& guess, fit_request r, double start, const rise_fit& rising) {
    if (rising.kind != rise::linear || rows_.rise_rows < 3) return;
    fixed(guess, r, start, {warmup_place::times, &rising});
  }

  // Without a hold the fall begins where the rise reaches its peak, or a step `later`: a fixed point, found by secants.
  void meeting(const window_fit& guess, fit_request r, const rise_fit& rising, double later) {
    const auto top_of = [&](double peak) {
      return rising.kind == rise::logarithm ? rising.zero + std::exp((peak - rising.base) / rising.slope) + 1.0
                                            : rising.zero + peak / rising.slope + later;
    };
    window_fit now = guess;
    double start = top_of(rows_.top);
    double before_start = 0.0;
    double before_gap = 0.0;
    for (int round = 0; round < 8; ++round) {
      r.start = start;
      now.start = start;
      if (now.end <= start) now.end = start + 1.0;
      const std::optional<window_fit> fit = fit_window(now, r, fall_rows());
      if (!fit || fit->worst > 100.0 * limit()) return;
      now = *fit;
      const double gap = top_of(fit->peak) - start;
      if (std::abs(gap) < 1e-7 * std::max(1.0, std::abs(start)) || (!rows_.fine && std::abs(gap) < 0.05)) break;
      const double slope = round > 0 && start != before_start ? (gap - before_gap) / (start - before_start) : -1.0;
      before_start = start;
      before_gap = gap;
      start -= std::abs(slope) > 1e-3 ? gap / slope : -gap;
      if (!std::isfinite(start)) return;
    }
    if (now.worst <= limit()) round_parameters(now, r, {warmup_place::before, &rising});
  }

  // The end where the log suggests it; then the floor follows.
  void with_lengths(const window_fit& guess) {
    std::vector<std::int64_t> totals;
    if (known_.total) totals.push_back(*known_.total);
    for (const std::int64_t t : {lengths_.last + 1, lengths_.last + lengths_.stride, lengths_.last}) add_unique(totals, t);
    for (const std::int64_t total : totals) {
      if (static_cast<double>(total) <= rows_.last_top) continue;
      fit_request r;
      const auto attempt = [&](double start, std::int64_t lag, const placed& at) {
        window_fit from = guess;
        r.start = from.start = start;
        r.end = from.end = static_cast<double>(total + lag);
        if (from.end <= start) return;
        const std::optional<window_fit> fit = fit_window(from, r, fall_rows(at.place));
        if (fit && fit->worst <= limit()) round_parameters(*fit, r, at);
      };
      const auto held = [&](std::int64_t lag, const rise_fit* rising) {  // after a hold: the peak is seen
        if (rows_.top_rows < 2) return;
        window_fit from = guess;
        fit_request known;
        known.end = from.end = static_cast<double>(total + lag);
        known.peak = rows_.top;
        const std::optional<window_fit> fit = fit_window(from, known, rows_.fall);
        if (fit && fit->worst <= limit()) round_parameters(*fit, known, {warmup_place::before, rising, true});
      };
      if (rows_.rises.empty()) {
        for (const std::int64_t lag : lags_without_rise()) {
          attempt(static_cast<double>(lag), lag, {});
          held(lag, nullptr);
        }
      }
      for (const rise_fit& rising : rows_.rises) {
        const double zero = std::round(rising.kind == rise::logarithm ? rising.zero + 1.0 : rising.zero);
        const std::int64_t lag = std::llround(std::max(zero, 0.0));
        attempt(zero, lag, {warmup_place::over, &rising});
        held(lag, &rising);
        fit_request ended;
        ended.end = static_cast<double>(total + lag);
        window_fit from = guess;
        from.end = *ended.end;
        meeting(from, ended, rising, 0.0);
      }
    }
  }

  // The family's parameters as round numbers, the rest again.
  void round_parameters(const window_fit& fit, const fit_request& r, const placed& at) {
    if (fit.family->free == 0) {
      snap(fit, r, at);
      return;
    }
    std::vector<free_values> choices = {fit.q};
    for (std::size_t k = 0; k < fit.family->free; ++k) {
      std::vector<free_values> next;
      for (const free_values& q : choices) {
        for (const double v : round_near(fit.q[k], std::min(fit.q_error[k], fit.q[k]), rows_.fine)) {
          next.push_back(q);
          next.back()[k] = v;
        }
      }
      choices = std::move(next);
    }
    for (const free_values& q : choices) {
      if (!fit.family->allows(q)) continue;
      window_fit guess = fit;
      guess.q = q;
      fit_request fixed = r;
      fixed.fixed_q = true;
      const std::optional<window_fit> again = fit_window(guess, fixed, fall_rows(at.place));
      if (again && again->worst <= limit()) snap(*again, fixed, at);
    }
  }

  // --- from real numbers to whole and round ones

  void snap(const window_fit& fit, const fit_request& r, const placed& at) {
    ++fits_;
    reading base;
    base.form = std::make_shared<window_form>(window_form{fit.family->make(fit.q).kernel(), fit.family->text(fit.q)});
    base.place = at.place;
    base.ratio = fit.floor / fit.peak;
    if (base.ratio < 1e-9) base.ratio = 0.0;
    if (at.place != warmup_place::before || at.rising != nullptr) {
      with_rise(base, fit, r, at, *at.rising);
      return;
    }
    if (rows_.rises.empty()) {
      for (const std::int64_t lag : lags_without_rise()) {
        if (r.start && std::llround(*r.start) != lag) continue;
        base.lag = lag;
        lengths(base, fit, r, 0.0, 0.0);
      }
      return;
    }
    for (const rise_fit& rising : rows_.rises) with_rise(base, fit, r, at, rising);
  }

  void with_rise(reading base, const window_fit& fit, const fit_request& r, const placed& at, const rise_fit& rising) {
    if (rising.kind == rise::logarithm) {
      base.ramp = rise::logarithm;
      base.lag = std::llround(rising.zero) + 1;
      base.from = rising.base > 0.0 ? clean_fraction(rising.base / fit.peak) : 0.0;
      lengths(base, fit, r, std::exp((fit.peak - rising.base) / rising.slope), 0.0);
      return;
    }
    const double w = fit.peak / rising.slope;
    const double w_error = w * rising.slope_error / rising.slope;
    const double zero_error = rows_.fine ? 0.02 : std::min(2.0, std::max(0.5, w_error));
    const std::int64_t nearest = std::llround(rising.zero);
    for (std::int64_t zero = nearest - 1; zero <= nearest + 1; ++zero) {
      if (std::abs(rising.zero - static_cast<double>(zero)) > zero_error) continue;
      if (zero >= 0) {
        base.ramp = rise::linear;
        base.lag = zero;
        lengths(base, fit, r, w, w_error);
      }
      if (zero >= -1) {
        base.ramp = rise::from_one;
        base.lag = zero + 1;
        lengths(base, fit, r, w, w_error);
      }
    }
    base.ramp = rise::linear;
    for (const std::int64_t lag : {0, 1}) {
      const double c = static_cast<double>(lag) - rising.zero;
      base.from = clean_fraction(c / w);
      if (!(base.from > 1e-6) || base.from >= 0.999) continue;
      base.lag = lag;
      lengths(base, fit, r, w - c, w_error);
    }
    base.from = 0.0;
    (void)at;
  }

  // Totals near the fit, then the parts of the run before the fall.
  void lengths(reading base, const window_fit& fit, const fit_request& r, double w, double w_error) {
    const double lag = static_cast<double>(base.lag);
    const double error = rows_.fine ? 0.0 : std::isfinite(fit.end_error) ? 2.0 * fit.end_error : 0.0;
    if (error > 0.1 * fit.end) return;
    std::vector<std::int64_t> totals = near(fit.end - lag, error, 6);
    if (!rows_.fine && known_.total && std::abs(static_cast<double>(*known_.total) - (fit.end - lag)) < 3.0 + 3.0 * error)
      add_unique(totals, *known_.total);
    for (const std::int64_t total : totals) {
      if (total < 1) continue;
      window_fit at = fit;
      fit_request ended = r;
      if (!rows_.fine && !r.end) {
        ended.end = at.end = static_cast<double>(total) + lag;
        const std::optional<window_fit> again = fit_window(at, ended, fall_rows(base.place), 12);
        if (!again || again->worst > limit()) continue;
        at = *again;
      }
      reading now = base;
      now.total = total;
      now.ratio = at.floor / at.peak < 1e-9 ? 0.0 : at.floor / at.peak;
      parts(now, at, r, w * at.peak / fit.peak, w_error);
    }
  }

  // Whole numbers within the error: the nearest where the rows pin it, else the roundest and the nearest.
  [[nodiscard]] std::vector<std::int64_t> near(double x, double error, std::size_t most) const {
    if (rows_.fine) return whole_near(x, error, false, 1);
    constexpr double far = 9e15;
    constexpr double hop_to_nearest = 1.0;
    if (!(std::abs(x) < far)) return {};
    std::vector<std::int64_t> out = {std::llround(x)};
    const double reach = std::min(1.5 + 1.5 * error, 0.2 * std::abs(x) + 2.0);
    for (const std::int64_t n : {lengths_.last, lengths_.last + 1, lengths_.last + lengths_.stride, known_.total.value_or(0)}) {
      if (std::abs(static_cast<double>(n) - x) <= reach) add_unique(out, n);
    }
    most += out.size();
    for (double step = std::pow(10.0, std::ceil(std::log10(2.0 * reach + 1.0))); step >= 1.0; step /= 10.0) {
      for (const double part : {1.0, 0.5}) {
        const double hop = std::max(1.0, step * part);
        for (double v = std::ceil((x - reach) / hop) * hop; v <= x + reach && out.size() < most; v += hop)
          add_unique(out, static_cast<std::int64_t>(v));
      }
      if (out.size() >= most || step < 10.0 * hop_to_nearest) break;
    }
    for (std::int64_t k = 1; k <= 3; ++k) {
      for (const std::int64_t n : {std::llround(x) - k, std::llround(x) + k}) {
        if (std::abs(static_cast<double>(n) - x) <= reach) add_unique(out, n);
      }
    }
    return out;
  }

  [[nodiscard]] std::vector<part_of_run> parts_near(double steps, double error, std::int64_t total) const {
    std::vector<part_of_run> out;
    if (steps < (rows_.fine ? 1e-4 : 0.5)) return {part_of_run{}};
    for (const std::int64_t n : near(steps, error, 4)) {
      if (n >= 0) out.push_back({static_cast<double>(n), 0.0});
    }
    const double all = static_cast<double>(total);
    const double slack = rows_.fine ? 1e-6 : std::max(0.5, error);
    const double percent = roundest(100.0 * (steps - slack) / all, 100.0 * (steps + slack) / all);
    const double exact = percent * all / 100.0;
    if (percent > 0.0 && digits_of(percent) <= 3 && std::abs(exact - std::round(exact)) > 1e-9)
      out.push_back({exact, percent});
    return out;
  }

  void parts(reading base, const window_fit& fit, const fit_request& r, double w, double w_error) {
    const double knee = fit.start - static_cast<double>(base.lag);
    const double knee_error = rows_.fine ? 0.0 : std::isfinite(fit.start_error) ? 2.0 * fit.start_error : 0.0;
    const double error = std::max(rows_.fine ? 0.0 : 0.5, w_error);
    if (base.place != warmup_place::before) {
      for (const part_of_run& warm : parts_near(w, error, base.total)) {
        base.warmup = warm;
        floors(base, fit, r);
      }
      return;
    }
    if (w <= 0.0) {  // no row of the rise: what comes before the fall is a hold where rows show it, else a warmup
      for (const part_of_run& before : parts_near(knee, knee_error, base.total)) {
        const bool seen = rows_.all.front().step - base.lag < std::llround(knee) && rows_.top_rows > 1;
        base.warmup = seen ? part_of_run{} : before;
        base.hold = seen ? before : part_of_run{};
        floors(base, fit, r);
      }
      return;
    }
    for (const part_of_run& warm : parts_near(w, error, base.total)) {
      const double hold = knee - warm.steps;
      base.warmup = warm;
      base.hold = {};
      if (std::abs(hold) <= std::max(rows_.fine ? 0.02 : 1.0, knee_error)) floors(base, fit, r);
      if (hold < (rows_.fine ? 0.02 : 1.0)) continue;
      for (const part_of_run& stay : parts_near(hold, std::max(knee_error, error), base.total)) {
        if (!(stay.steps > 0.0)) continue;
        base.hold = stay;
        floors(base, fit, r);
      }
    }
  }

  void floors(reading base, const window_fit& fit, const fit_request& r) {
    if (base.warmup.steps + base.hold.steps >= static_cast<double>(base.total)) return;
    if (base.ratio == 0.0 || (r.floor && *r.floor == 0.0)) {
      base.ratio = 0.0;
      consider(base);
      return;
    }
    const double reach = std::max(1.0 - base.form->kernel.value(phase{1.0, 0.0}), 0.02);
    const double slack = rows_.fine ? 1e-7 : half_ / fit.peak / reach;
    std::vector<double> ratios;
    for (const double k : {10.0, 3.0, 1.0, 0.3}) {
      const double ratio = roundest(std::max(0.0, base.ratio - k * slack), base.ratio + k * slack);
      const double rate = roundest(std::max(0.0, fit.floor - k * slack * fit.peak), fit.floor + k * slack * fit.peak);
      for (const double x : {ratio, rate / round_peak(fit.peak)}) {
        if (std::find(ratios.begin(), ratios.end(), x) == ratios.end()) ratios.push_back(x);
      }
    }
    for (const double ratio : ratios) {
      if (ratio >= 1.0 || ratio < 0.0) continue;
      base.ratio = ratio;
      consider(base);
    }
  }

  [[nodiscard]] double round_peak(double peak) const {
    const double slack = rows_.fine ? 1e-9 * peak : half_;
    return roundest(peak - slack, peak + slack);
  }

  // Rows inside the fall, which show its shape: without them it is a drop like any other.
  [[nodiscard]] bool shows_shape(const reading& r) const {
    const double begin = (r.place == warmup_place::before ? r.warmup.steps : 0.0) + r.hold.steps;
    std::size_t inside = 0;
    for (const point& p : rows_.chosen) {
      const double c = static_cast<double>(p.step - r.lag);
      inside += c > begin && c < static_cast<double>(r.total) && c >= r.warmup.steps ? 1 : 0;
      if (inside > most_free) return true;
    }
    return false;
  }

  void consider(reading r) {
    if (!shows_shape(r)) return;
    ++considered_;
    if (std::getenv("TAPER_DBG2")) std::fprintf(stderr, "T %lld W %g %s H %g ramp %d place %d lag %lld ratio %g from %g: %d\n", (long long)r.total, r.warmup.steps, r.form->text.c_str(), r.hold.steps, (int)r.ramp, (int)r.place, (long long)r.lag, r.ratio, r.from, peaks_of(r, rows_.chosen, odd_).has_value());
    r.peak = rows_.top;
    const double base_bits = bits_without_peak(r);
    if (base_bits + digit > best_ + 30.0) return;
    const std::optional<peak_range> peaks = peaks_of(r, rows_.chosen, odd_);
    if (!peaks) return;
    r.peak = peaks->choice();
    whole_reading w;
    w.bits = base_bits + bits_of_number(r.peak);
    for (const whole_reading& other : found_) {
      if (std::abs(other.bits - w.bits) < 1e-9 && other.what.spec() == r.spec() && other.what.lag == r.lag) return;
    }
    w.what = std::move(r);
    best_ = std::min(best_, w.bits);
    constexpr std::size_t most = 400;
    if (found_.size() < most) found_.push_back(std::move(w));
  }

  [[nodiscard]] double bits_without_peak(const reading& r) const {
    double bits = bits_of_lag(r.lag) + bits_of_length(r.total, lengths_) + bits_of_text(r.form->text);
    const auto part = [&](const part_of_run& p) {
      if (!(p.steps > 0.0)) return 0.0;
      return 2.0 + (p.percent > 0.0 ? 3.0 + bits_of_number(p.percent) : bits_of_part(std::llround(p.steps), r.total));
    };
    bits += part(r.warmup);
    if (r.hold.steps > 0.0) {
      const double knee = r.warmup.steps + r.hold.steps;
      bits += std::min(part(r.hold), r.hold.percent > 0.0 ? 1e9 : 2.0 + bits_of_part(std::llround(knee), r.total));
    }
    if (r.ramp != rise::linear) bits += 2.0;
    if (r.from > 0.0) bits += 2.0 + bits_of_number(r.from);
    if (r.place != warmup_place::before) bits += r.place == warmup_place::over ? 4.0 : 7.0;
    if (r.ratio > 0.0) bits += 2.0 + std::min(bits_of_number(r.ratio), bits_of_number(r.ratio * round_peak(rows_.top)));
    return bits;
  }

  hints known_;
  suggested_lengths lengths_;
  whole_rows rows_;
  std::size_t odd_;  ///< rows of the chosen ones that may be odd
  double half_ = 0.0;
  double best_ = 1e300;
  std::size_t considered_ = 0;
  std::size_t fits_ = 0;
  std::set<const window_family*> with_ratios_;  ///< families that were tried with the usual floors
  std::vector<whole_reading> found_;
};

// Rows that the reading does not meet; more than it may have end the count.
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

}  // namespace

namespace {

constexpr double odd_row = 14.0;

// Readings from row `skip` on that meet all rows but a few. Rows that a promising one does not meet are searched with
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
    for (whole_reading& w : search(points, known, skip, needed, odd).run()) {
      if (out.size() >= most_kept || ++tried > most_tried) break;
      w.odd = odd_rows(w.what, points.subspan(skip), allowed);
      if (w.odd.size() > allowed) {
        for (std::size_t k = 0; k < w.odd.size() && k < 3 && needed.size() < 200; ++k)
          needed.push_back(points[skip + w.odd[w.odd.size() - 1 - k * (w.odd.size() - 1) / 3]]);
        continue;
      }
      for (std::size_t& row : w.odd) row += skip;
      w.begin = skip;
      w.bits += odd_row * static_cast<double>(w.odd.size());
      out.push_back(std::move(w));
    }
    if (needed.size() == before) break;
  }
  return out;
}

// A cosine that climbs again: the rows up to the first turn say which, all of them that it goes on.
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
  for (whole_reading& w : search(points.first(turn - tail), before, 0, {}, 0).run()) {
    if (w.what.form->text != "cosine" || w.what.place != warmup_place::before || w.what.warmup.percent > 0.0 || w.what.hold.percent > 0.0)
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
  std::vector<whole_reading> out;
  constexpr std::size_t fewest_for_odd = 60;  // rows
  for (std::size_t k = 0; k < begins.size() + 1; ++k) {
    // Rows that do not fit are looked for last but for a beginning of another kind.
    const std::size_t skip = k < 2 ? begins[std::min(k, begins.size() - 1)] : k == 2 ? 0 : begins[k - 1];
    if ((k >= 1 && begins.size() < 2) || (k == 2 && points.size() < fewest_for_odd)) continue;
    out = read_from(points, known, skip, k == 2 ? 3 : 0);
    if (out.empty()) continue;
    for (whole_reading& w : out) {
      if (skip == 1) {  // an odd first row is a row of the same run
        w.odd.insert(w.odd.begin(), 0);
        w.begin = 0;
        w.bits += odd_row;
      } else if (skip > 1) {
        w.bits += 18.0 + 20.0 * static_cast<double>(skip);
      }
    }
    break;
  }
  for (whole_reading& w : read_endless(points, known)) out.push_back(std::move(w));
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.bits < b.bits; });
  return out;
}

std::optional<stretch> as_stretch(const whole_reading& r, std::span<const point> points) {
  std::int64_t reach = 0;
  for (const point& p : points) reach = std::max(reach, p.step);
  std::optional<model> m = r.model_of ? r.model_of : r.what.as_model(reach);
  if (!m) return std::nullopt;
  if (m->listed)
    m->bits = r.bits - odd_row * static_cast<double>(r.odd.size()) - (r.begin > 0 ? 18.0 + 20.0 * static_cast<double>(r.begin) : 0.0);
  stretch s;
  s.fit = std::move(m);
  s.where.begin = r.begin;
  s.where.end = points.size();
  s.where.lags = {{r.begin, r.what.lag, r.what.lag, r.what.lag}};
  s.where.misfits = r.odd;
  return s;
}

}  // namespace taper::inspection
