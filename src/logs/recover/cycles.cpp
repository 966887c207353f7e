// Warm restarts: cycles are fitted one by one; lengths, peaks and starts that agree make the schedule.
#include <algorithm>
#include <cmath>

#include "logs/recover/candidates.hpp"
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
  if (cosine.hold == 0 && cosine.floor == 0.0 && cosine.ramp == rise::linear && cosine.from == 0.0)
    return listed_model(
        at_peak(make(hf::cosine{.num_warmup_steps = cosine.warmup, .num_training_steps = total}), cosine.peak), l);
  return std::nullopt;
}

namespace {

constexpr std::size_t fewest_rows = 4;

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
      // The last cycles are the longest look at equal lengths.
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
    const double ratio = (b.end - b.start) / (a.end - a.start);
    const double tolerance = known_.coarse ? 0.02 : 1e-5;
    // A restart begins where the cycle before it ends; a jump elsewhere is another fault.
    if (std::abs(b.start - a.end) > (known_.coarse ? 2.0 + 0.01 * (a.end - a.start) : 1.01)) return;
    const double fall = b.peak / a.peak;
    decay_ = std::abs(fall - 1.0) < tolerance ? 1.0 : roundest(fall * (1.0 - tolerance), fall * (1.0 + tolerance));
    if (decay_ > 1.0) return;
    peak_ = roundest(a.peak * (1.0 - tolerance), a.peak * (1.0 + tolerance));
    floor_ = a.floor <= 1e-9 * a.peak ? 0.0 : roundest(a.floor * (1.0 - 1e-5), a.floor * (1.0 + 1e-5));
    stretch_ = std::abs(ratio - 1.0) < tolerance ? 1.0 : roundest(ratio * (1.0 - tolerance), ratio * (1.0 + tolerance));
    if (stretch_ < 1.0) return;
    const double length = stretch_ == 1.0 ? (z.end - a.end) / static_cast<double>(seen - 1) : a.end - a.start;
    for (const std::int64_t lag : lags(a.end - length)) {
      const double start = a.end - length - static_cast<double>(lag);
      for (const std::int64_t w : whole_near(start, 0.0, known_.coarse, 3)) {
        if (w >= 0) at(w, lag, length, seen);
      }
    }
  }

  std::vector<std::int64_t> lags(double start) const {
    std::vector<std::int64_t> out;
    for (const rise_fit& r : rises_) {
      if (r.kind == rise::linear) add_unique(out, std::llround(r.zero));
      if (out.size() == 2) break;
    }
    if (out.empty()) out = {0, 1};
    if (rises_.empty() && start < 1.5) out = {std::llround(std::max(0.0, start))};
    return out;
  }

  void at(std::int64_t w, std::int64_t lag, double length, std::size_t seen) {
    const double percent = roundest(100.0 * floor_ / peak_ * (1.0 - 1e-6), 100.0 * floor_ / peak_ * (1.0 + 1e-6));
    schedule plain = erase(taper::cosine{} | taper::peak(peak_));
    if (w > 0) plain = plain | warmup(w);
    if (floor_ > 0.0)
      plain = plain | (digits_of(percent) <= 3 ? taper::floor(taper::percent(percent)) : floor_lr(floor_));
    const taper::cycles how{.stretch = stretch_, .decay = decay_};
    const int unknowns = stretch_ == 1.0 && decay_ == 1.0 ? 1 : 2;
    const std::int64_t reach = points_[last_ - 1].step + 8;
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
      if (!known_.total || total == *known_.total) {
        add(plain | restarts(static_cast<std::uint64_t>(k), how),
            {fall::cycles, total, w, peak_, floor_, reach, unknowns}, lag);
      }
      const std::int64_t planned = known_.total.value_or(total);
      if (w == 0 && decay_ == 1.0 && stretch_ == std::floor(stretch_)) {
        const torch::cosine_annealing_warm_restarts torch_form{
            .T_0 = n, .T_mult = static_cast<std::int64_t>(stretch_), .eta_min = floor_};
        add(at_peak(make(torch_form), peak_), {fall::cycles, planned, w, peak_, floor_, reach, 2}, lag);
      }
      add(plain | restarts_forever(static_cast<std::uint64_t>(n), how),
          {fall::cycles, planned, w, peak_, floor_, reach, 2}, lag);
    }
    if (stretch_ == 1.0 && decay_ == 1.0 && floor_ == 0.0) hugging_face(w, lag, length, seen, reach);
  }

  // num_cycles cycles that need not be whole steps long
  void hugging_face(std::int64_t w, std::int64_t lag, double length, std::size_t seen, std::int64_t reach) {
    std::vector<std::int64_t> totals;
    if (known_.total) totals.push_back(*known_.total);
    for (const std::int64_t t :
         whole_near(static_cast<double>(w) + length * static_cast<double>(seen), 0.0, known_.coarse, 3))
      add_unique(totals, t);
    for (const std::int64_t total : totals) {
      const double k = static_cast<double>(total - w) / length;
      if (std::round(k) < 2.0 || std::abs(k - std::round(k)) > (known_.coarse ? 0.1 : 1e-3)) continue;
      const hf::cosine_with_restarts form{
          .num_warmup_steps = w, .num_training_steps = total, .num_cycles = std::llround(k)};
      add(at_peak(make(form), peak_), {fall::cycles, total, w, peak_, 0.0, reach, 2}, lag);
    }
  }

  void add(result<schedule> source, const listing& l, std::int64_t lag) {
    std::optional<model> m = listed_model(std::move(source), l);
    if (!m) return;
    const bool hinted = known_.total && l.steps == *known_.total;
    out_.push_back({*std::move(m), lag, seed_, hinted ? 3 : 2, hinted});
  }

  std::span<const point> points_;
  std::size_t first_;
  std::size_t last_;
  const hints& known_;
  std::vector<hypothesis>& out_;
  std::vector<rise_fit> rises_;
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
