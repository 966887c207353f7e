// Warm restarts: cycles are fitted one by one; lengths, peaks and starts that agree make the schedule.
#include <algorithm>
#include <cmath>
#include <functional>

#include "logs/recover/bits.hpp"
#include "logs/recover/candidates.hpp"
#include "logs/recover/effort.hpp"
#include "logs/recover/propose_curves.hpp"
#include "taper/library_types.hpp"

namespace taper::inspection {

std::optional<model> listed_model(result<schedule> source, const listing& l) {
  if (!source) return std::nullopt;
  model m;
  m.listed = make_curve(*std::move(source), l.steps, l.reach, l.remark);
  if (!m.listed) return std::nullopt;
  m.form = {l.kind, static_cast<double>(l.unknowns)};
  m.peak = l.peak;
  m.floor = l.floor;
  m.warmup = l.warmup;
  m.length = static_cast<double>(l.steps - l.warmup);
  return m;
}

result<schedule> at_peak(result<schedule> source, double peak) {
  return std::move(source).transform([&](schedule s) { return s | taper::peak(peak); });
}

std::optional<model> climbing(const model& cosine, std::int64_t reach) {
  const std::int64_t total = cosine.total();
  const listing l{fall::wave, total, cosine.warmup, cosine.peak, cosine.floor, reach, 0};
  if (cosine.warmup == 0 && cosine.hold == 0)
    return listed_model(at_peak(make(torch::cosine_annealing{.T_max = total, .eta_min = cosine.floor}), cosine.peak),
                        l);
  if (cosine.hold == 0 && cosine.floor == 0.0 && cosine.ramp == ramp_kind::linear && cosine.from == 0.0)
    return listed_model(
        at_peak(make(hf::cosine{.num_warmup_steps = cosine.warmup, .num_training_steps = total}), cosine.peak), l);
  return std::nullopt;
}

namespace {

constexpr std::size_t fewest_rows = 4;
constexpr int most_digits = 3;  // of a factor chosen by a user

// One cycle as fitted: logged steps, real.
struct fitted_cycle {
  double start = 0.0;
  double end = 0.0;
  double peak = 0.0;
  double floor = 0.0;
};

std::optional<fitted_cycle> fit_cycle(std::span<const point> points, const block& b, bool whole, floor_rule rule) {
  const std::size_t begin = whole ? b.top_begin : b.fall_begin;
  if (b.end - begin < fewest_rows) return std::nullopt;
  const std::span<const point> rows = points.subspan(begin, b.end - begin);
  const std::optional<fall_fit> fit = fit_fall(fall::cosine, rows, rows.front().value, rule, 0.0);
  if (!fit || fit->worst > 3.0) return std::nullopt;
  return fitted_cycle{fit->start, fit->end(), fit->peak, fit->floor};
}

class cycle_proposer {
 public:
  cycle_proposer(std::span<const point> points, std::size_t first, std::size_t last, const hints& known,
                 std::vector<hypothesis>& out)
      : points_(points), first_(first), last_(last), known_(known), out_(out) {}

  void run() {
    const std::vector<block> blocks = split_blocks(points_, first_, last_);
    if (blocks.size() < 2 || blocks.size() > 500) return;
    for (const block& b : blocks) {
      if (&b != &blocks.front() && points_[b.rise_begin].step < points_[b.rise_begin - 1].step)
        return;  // a log that goes back
    }
    for (const floor_rule rule : {floor_rule::given, floor_rule::free}) {
      const std::optional<fitted_cycle> a = fit_cycle(points_, blocks[0], blocks[0].top_begin == first_, rule);
      const std::optional<fitted_cycle> b = fit_cycle(points_, blocks[1], true, rule);
      if (!a || !b) continue;
      // The last cycles span the most steps, so they show best whether lengths are equal.
      std::optional<fitted_cycle> z = fit_cycle(points_, blocks.back(), true, rule);
      if (!z) z = b;
      rises_ = fit_rises(points_.subspan(first_, blocks[0].top_begin - first_));
      seed_ = blocks[0].fall_begin;
      cycles_from(*a, *b, *z, blocks.size());
      if (!out_.empty()) return;
    }
  }

 private:
  void cycles_from(const fitted_cycle& a, const fitted_cycle& b, const fitted_cycle& z, std::size_t seen) {
    const double tolerance = known_.coarse ? 0.02 : 1e-5;
    // A restart begins where the cycle before it ends; a jump elsewhere is another fault.
    if (std::abs(b.start - a.end) > (known_.coarse ? 2.0 + 0.01 * (a.end - a.start) : 1.01)) return;
    const double fall = b.peak / a.peak;
    decay_ = std::abs(fall - 1.0) < tolerance ? 1.0 : roundest(fall * (1.0 - tolerance), fall * (1.0 + tolerance));
    if (decay_ > 1.0 || digits_of(decay_) > most_digits) return;
    peak_ = a.peak;
    floor_ = a.floor <= 1e-9 * a.peak ? 0.0 : a.floor;
    const double first = a.end - a.start;
    const double second = b.end - b.start;
    constexpr double of_a_step = 1.01;  // equal cycles of fractional length begin at whole steps
    const bool equal = std::abs(second - first) < std::max(of_a_step, tolerance * first);
    stretch_ = equal ? 1.0 : roundest(second / first * (1.0 - tolerance), second / first * (1.0 + tolerance));
    if (stretch_ < 1.0 || digits_of(stretch_) > 2) return;
    const double length = equal ? (z.end - a.end) / static_cast<double>(seen - 1) : first;
    choose_rows();
    for (const std::int64_t lag : lags(a.end - length)) {
      const double start = a.end - length - static_cast<double>(lag);
      std::vector<std::int64_t> warmups = whole_near(start, 0.0, known_.coarse, 3);
      for (const double near : {start - 0.5, start + 0.5}) {
        if (equal) add_unique(warmups, std::llround(near));
      }
      for (const std::int64_t w : warmups) {
        if (w >= 0) at(w, lag, length, seen);
      }
    }
  }

  std::vector<std::int64_t> lags(double start) const {
    std::vector<std::int64_t> out;
    for (const rise_fit& r : rises_) {
      if (r.kind == ramp_kind::linear) add_unique(out, std::llround(r.zero));
      if (out.size() == 2) break;
    }
    if (out.empty()) out = {0, 1};
    if (rises_.empty() && start < 1.0) out = {start < 0.5 ? 0 : 1, start < 0.5 ? 1 : 0};
    return out;
  }

  // Rows that determine the peak: a sample, and those next to each jump.
  void choose_rows() {
    rows_ = spread(points_.subspan(first_, last_ - first_), 300);
    for (std::size_t i = first_ + 1; i < last_ && rows_.size() < 500; ++i) {
      if (points_[i].low <= points_[i - 1].high) continue;
      rows_.push_back(points_[i - 1]);
      rows_.push_back(points_[i]);
    }
  }

  using maker = std::function<result<schedule>(double peak, double ratio)>;

  // A cosine with its warmup and floor, which restarts.
  static maker native(std::int64_t w, const auto& again) {
    return [w, again](double peak, double ratio) -> result<schedule> {
      schedule out = erase(taper::cosine{} | taper::peak(peak));
      if (w > 0) out = out | warmup(w);
      const double rate = roundest(ratio * peak * (1.0 - 1e-11), ratio * peak * (1.0 + 1e-11));
      const double percent = roundest(100.0 * ratio * (1.0 - 1e-11), 100.0 * ratio * (1.0 + 1e-11));
      if (ratio > 0.0) out = out | (digits_of(percent) <= 3 ? taper::floor(taper::percent(percent)) : floor_lr(rate));
      return out | again;
    };
  }

  void at(std::int64_t w, std::int64_t lag, double length, std::size_t seen) {
    const taper::cycles how{.stretch = stretch_, .decay = decay_};
    const bool plain = stretch_ == 1.0 && decay_ == 1.0;
    if (plain) by_number(w, lag, length, seen);
    for (const std::int64_t n : whole_near(length, 0.0, known_.coarse, 5)) {
      if (n < 1) continue;
      // k whole cycles to the planned length, else to where the cycles that were seen end
      std::int64_t total = w;
      double next = static_cast<double>(n);
      std::int64_t k = 0;
      while (k < 1000 && (known_.total ? total < *known_.total : k < static_cast<std::int64_t>(seen))) {
        total += std::llround(next);
        next *= stretch_;
        ++k;
      }
      if (known_.total ? total == *known_.total : n * k == total - w || stretch_ != 1.0)
        add(native(w, restarts(static_cast<std::uint64_t>(k), how)), total, w, lag, plain ? 1 : 2);
      const std::int64_t planned = known_.total.value_or(total);
      if (w == 0 && decay_ == 1.0 && std::round(stretch_) == stretch_) {
        const auto torch_form = [n, mult = static_cast<std::int64_t>(stretch_)](double peak, double ratio) {
          const double rate = roundest(ratio * peak * (1.0 - 1e-11), ratio * peak * (1.0 + 1e-11));
          return at_peak(make(torch::cosine_annealing_warm_restarts{.T_0 = n, .T_mult = mult, .eta_min = rate}), peak);
        };
        add(torch_form, planned, w, lag);
      }
      add(native(w, restarts_forever(static_cast<std::uint64_t>(n), how)), planned, w, lag);
    }
  }

  // So many cycles in the whole run, which need not be whole steps long: the end of the run is planned, or that of the
  // log, or of the last cycle that was seen.
  void by_number(std::int64_t w, std::int64_t lag, double length, std::size_t seen) {
    const suggested_lengths suggested = lengths_of(points_.subspan(first_, last_ - first_), known_);
    std::vector<std::int64_t> totals;
    if (known_.total) totals.push_back(*known_.total);
    const std::int64_t last = suggested.last - lag;
    for (const std::int64_t t : {last + 1, last, last + suggested.stride}) add_unique(totals, t);
    const double end = static_cast<double>(w) + length * static_cast<double>(seen);
    for (const std::int64_t t : whole_near(end, 0.0, known_.coarse, 3)) add_unique(totals, t);
    add_unique(totals, std::llround(end));
    for (const std::int64_t total : totals) {
      const double run = static_cast<double>(total - w);
      const double k = std::round(run / length);
      if (k < 2.0 || std::abs(run - k * length) > (known_.coarse ? 2.0 + 0.02 * run : 1.01)) continue;
      const std::int64_t number = std::llround(k);
      add(native(w, restarts(static_cast<std::uint64_t>(number), taper::cycles{})), total, w, lag, 1);
      if (floor_ == 0.0 && run != k * std::round(run / k)) {
        const hf::cosine_with_restarts form{.num_warmup_steps = w, .num_training_steps = total, .num_cycles = number};
        add([form](double peak, double) { return at_peak(make(form), peak); }, total, w, lag);
      }
    }
  }

  static constexpr std::uint64_t of_restart = 8;  // a rate of a schedule with restarts, in rates of a plain one

  // Rounder floors and peaks that the rows allow, the roundest first.
  void add(const maker& made, std::int64_t total, std::int64_t w, std::int64_t lag, int unknowns = 2) {
    if (exhausted()) return;
    const std::int64_t reach = points_[last_ - 1].step + 8;
    std::vector<double> ratios = {0.0};
    if (floor_ > 0.0) {
      ratios.clear();
      const double ratio = floor_ / peak_;
      for (const double slack :
           {known_.coarse ? 2e-2 : 1e-5, known_.coarse ? 2e-3 : 1e-7, known_.coarse ? 2e-4 : 1e-9}) {
        const double near = roundest(ratio * (1.0 - slack), ratio * (1.0 + slack));
        const double rate = roundest(floor_ * (1.0 - slack), floor_ * (1.0 + slack));
        for (const double r : {near, rate / roundest(peak_ * (1.0 - slack), peak_ * (1.0 + slack))}) {
          if (std::find(ratios.begin(), ratios.end(), r) == ratios.end()) ratios.push_back(r);
        }
      }
    }
    for (const double ratio : ratios) {
      constexpr std::uint64_t of_binding = 8;  // a step of a library's schedule, whose rates are read when it is bound
      if (exhausted()) return;
      spend(of_binding * static_cast<std::uint64_t>(std::max<std::int64_t>(total, 0)));
      const result<taper::run> unit = made(1.0, ratio).and_then([&](const schedule& s) {
        return s.bind(static_cast<std::uint64_t>(std::max<std::int64_t>(total, 2)));
      });
      if (!unit) continue;
      spend(of_restart * rows_.size());
      const std::optional<peak_range> peak = peaks_by(
          [&](std::int64_t step) {
            return (*unit)(static_cast<std::uint64_t>(std::clamp<std::int64_t>(step - lag, 0, reach)));
          },
          rows_);
      if (!peak) continue;
      if (exhausted()) return;
      spend(of_restart * static_cast<std::uint64_t>(reach));
      const double top = peak->choice();
      std::optional<model> m =
          listed_model(made(top, ratio), {fall::cycles, total, w, top, ratio * top, reach, unknowns});
      if (!m) continue;
      const bool hinted = known_.total && total == *known_.total;
      out_.push_back({*std::move(m), lag, seed_, hinted ? 3 : 2, hinted});
      return;
    }
  }

  std::span<const point> points_;
  std::size_t first_;
  std::size_t last_;
  const hints& known_;
  std::vector<hypothesis>& out_;
  std::vector<rise_fit> rises_;
  std::vector<point> rows_;
  std::size_t seed_ = 0;
  double peak_ = 0.0;
  double floor_ = 0.0;
  double decay_ = 1.0;
  double stretch_ = 1.0;
};

}  // namespace

void propose_cycles(std::span<const point> points, std::size_t first, std::size_t last, const hints& known,
                    std::vector<hypothesis>& out) {
  cycle_proposer(points, first, last, known, out).run();
}

}  // namespace taper::inspection
