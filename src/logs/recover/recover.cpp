// Recovery: every family is fitted to windows of each fall, the resulting schedules are tried on all rows, the one that
// explains most is taken, and the remaining rows are recovered in the same way.
#include "logs/recover/recover.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "logs/recover/candidates.hpp"
#include "logs/recover/effort.hpp"
#include "logs/recover/propose_curves.hpp"

namespace taper::inspection {
namespace {

constexpr std::size_t fewest_for_curves = 6;
constexpr std::size_t longest_direct = 512;  // rows; beyond them a hypothesis is tried on a spread first

constexpr std::array plain_families = {fall::linear, fall::cosine, fall::one_minus_sqrt, fall::inverse_sqrt,
                                       fall::geometric};
constexpr std::array shaped_families = {fall::power, fall::exp_window, fall::poly, fall::sigmoid};

struct trial {
  hypothesis from;
  explanation where;
  double score = -std::numeric_limits<double>::infinity();
};

// The prior of a schedule, independent of the rows: simple, round, as planned.
double prior_of(const hypothesis& h, const hints& known) {
  const model& m = h.fit;
  double score = -0.4 * m.complexity() + 0.3 * h.evidence - 0.02 * digits_of(m.peak);
  if (h.by_hint) score += 1.5;
  if (m.ramp == ramp_kind::from_one) score -= 0.1;
  if (known.coarse) score += 0.004 * (roundness(m.total()) + roundness(m.warmup));
  return score;
}

double score_of(const hypothesis& h, const explanation& e, const hints& known) {
  const double changes = static_cast<double>(e.lags.size()) - 1.0;
  const std::int64_t lag = e.lags.front().lag;
  const double strange = lag < -1 ? 1.0 : lag == -1 ? 0.2 : 0.02 * static_cast<double>(std::min<std::int64_t>(lag, 10));
  return static_cast<double>(e.exact()) - (known.coarse ? 3.0 : 0.75) * changes + prior_of(h, known) - strange;
}

bool too_many_changes(const explanation& e, bool coarse) {
  const std::size_t changes = e.lags.size() - 1;
  return coarse ? changes * 8 > e.rows() + 8 : changes * 2 > e.rows() + 1;
}

class searcher {
 public:
  searcher(std::span<const point> points, const hints& known) : points_(points), known_(known) {}

  std::vector<stretch> run() {
    cover(0, points_.size(), 0);
    std::sort(found_.begin(), found_.end(),
              [](const stretch& a, const stretch& b) { return a.where.begin < b.where.begin; });
    return std::move(found_);
  }

  std::optional<stretch> turns() const {
    const std::size_t last = points_.size();
    if (last < fewest_for_curves) return std::nullopt;
    trial best;
    const auto whole = [&] {
      return best.where.rows() == last && best.where.lags.size() == 1 && best.where.misfits.empty();
    };
    const bool jumps = split_blocks(points_, 0, last).size() > 1;
    const bool stays = drops_clearly(points_, 0, last);
    if (!jumps && !stays) return std::nullopt;
    if (stays && !stays_for_epochs(0, last, best)) try_curves(propose_stairs, 0, last, best);
    if (jumps) try_curves(propose_cycles, 0, last, best);
    if (jumps && !whole()) try_curves(propose_triangles, 0, last, best);
    return whole() ? std::optional(stretch_of(best)) : std::nullopt;
  }

 private:
  static stretch stretch_of(const trial& t) {
    stretch s;
    s.where = t.where;
    s.fit = t.from.fit;
    s.total_by_hint = t.from.by_hint;
    return s;
  }

  // Explains rows [first, last): assign rows to the best schedule, then repeat for the rest.
  void cover(std::size_t first, std::size_t last, int depth) {
    if (first >= last) return;
    const int deepest = known_.by_epoch ? 0 : known_.guess ? 1 : most_parts;
    if (exhausted()) {
      unknown(first, last, "the search reached its limit before it found a schedule that fits these rows");
      return;
    }
    if (depth > deepest) {
      give_up(first, last, depth);
      return;
    }
    trial best = known_schedules(first, last);
    if (best.where.rows() < last - first) {
      trial fresh = fresh_schedule(first, last);
      if (fresh.score > best.score) best = fresh;
    }
    const bool usable = best.score > -1e300 && (best.where.rows() >= 2 || last - first <= 2);
    if (!usable) {
      give_up(first, last, depth);
      return;
    }
    stretch s = stretch_of(best);
    const std::size_t begin = best.where.begin;
    const std::size_t end = best.where.end;
    schedules_.push_back(best.from.fit);
    found_.push_back(std::move(s));
    cover(first, begin, depth + 1);
    cover(end, last, depth + 1);
  }

  static constexpr int most_parts = 40;  // nested

  void give_up(std::size_t first, std::size_t last, int depth) {
    const std::vector<block> blocks = split_blocks(points_, first, last);
    if (blocks.size() > 1 && depth < most_parts && !known_.guess && !known_.by_epoch) {
      for (const block& b : blocks) cover(b.rise_begin, b.end, most_parts);
      return;
    }
    unknown(first, last, "no known schedule fits these rows");
  }

  void unknown(std::size_t first, std::size_t last, const char* why) {
    stretch s;
    s.where.begin = first;
    s.where.end = last;
    s.reason = why;
    found_.push_back(std::move(s));
  }

  // A schedule found elsewhere in the log may continue here, with another lag (a resume, a restart).
  trial known_schedules(std::size_t first, std::size_t last) const {
    trial best;
    std::vector<counter_range> ranges;
    for (const model& m : schedules_) {
      const std::size_t seed = first + (last - first) / 3;
      m.counters(points_[seed].low, points_[seed].high, ranges);
      for (const counter_range& range : ranges) {
        if (range.last - range.first > 64) continue;
        hypothesis h{m, 0, seed, 2, false};
        consider(h, points_[seed].step - range.last, points_[seed].step - range.first, first, last, best);
      }
    }
    if (best.where.rows() < 3 || best.where.rows() * 2 < last - first) return {};
    return best;
  }

  trial fresh_schedule(std::size_t first, std::size_t last) const {
    std::vector<block> blocks = split_blocks(points_, first, last);
    std::stable_sort(blocks.begin(), blocks.end(),
                     [](const block& a, const block& b) { return a.end - a.rise_begin > b.end - b.rise_begin; });
    trial best;
    if (stays_for_epochs(first, last, best)) return best;
    const bool jumps = blocks.size() > 1 && last - first >= fewest_for_curves;
    if (jumps) try_curves(propose_cycles, first, last, best);
    if (best.where.begin == first && best.where.end == last) return best;
    // Rows that rise again or drop sharply match no single-fall family; skip those.
    if (jumps) try_curves(propose_triangles, first, last, best);
    if (drops_clearly(points_, first, last)) try_curves(propose_stairs, first, last, best);
    if (best.where.begin == first && best.where.end == last && best.where.lags.size() == 1) return best;
    // This search is short, so it comes before the windows of a fall, which may reach the limit.
    trial cyclic;
    if (!jumps && last - first >= fewest_for_curves) {
      try_curves(propose_one_cycle, first, last, cyclic);
      try_curves(propose_triangles, first, last, cyclic);
      if (cyclic.where.begin == first && cyclic.where.end == last && cyclic.where.lags.size() == 1) return cyclic;
    }
    const std::size_t tried = std::min<std::size_t>(blocks.size(), 4);
    for (std::size_t i = 0; i < tried && best.where.rows() * 2 < blocks[i].end - blocks[i].rise_begin; ++i) {
      search_block(blocks[i], first, last, best);
    }
    const bool whole = best.where.begin == first && best.where.end == last;
    if (last - first < fewest_for_curves || (whole && best.where.lags.size() == 1)) return best;
    try_curves(propose_stairs, first, last, best);
    if (!whole && cyclic.score > best.score) best = cyclic;
    if (jumps && best.from.fit.form.kind == fall::cosine && best.where.end < last) try_climbing(first, last, best);
    return best;
  }

  // Rates that change only at the ends of epochs are significant where every bit was logged or many change.
  bool stays_for_epochs(std::size_t first, std::size_t last, trial& best) const {
    constexpr std::int64_t many = 12;  // epochs
    if (last - first < fewest_for_curves || known_.by_epoch) return false;
    try_curves(propose_epochs, first, last, best);
    if (best.where.begin != first || best.where.end != last || best.where.lags.size() != 1 || !best.from.fit.open ||
        !best.from.fit.open->reason.empty())
      return false;
    return !known_.coarse || points_[last - 1].step - points_[first].step >= many * best.from.fit.every;
  }

  using proposer_of_curves = void (*)(std::span<const point>, std::size_t, std::size_t, const hints&,
                                      std::vector<hypothesis>&);
  void try_curves(proposer_of_curves propose, std::size_t first, std::size_t last, trial& best) const {
    std::vector<hypothesis> proposals;
    {
      // Other kinds of schedules are tried after it; steps of epochs are a log of their own.
      const effort share(effort_left() / (propose == propose_epochs ? 2 : 4));
      propose(points_, first, last, known_, proposals);
    }
    for (const hypothesis& h : proposals) {
      if (exhausted()) return;
      consider(h, h.lag, h.lag, first, last, best);
    }
  }

  void try_climbing(std::size_t first, std::size_t last, trial& best) const {
    const std::optional<model> wave = climbing(best.from.fit, points_[last - 1].step + 8);
    if (!wave) return;
    hypothesis h = best.from;
    h.fit = *wave;
    consider(h, best.where.lags.front().lag, best.where.lags.front().lag, first, last, best);
  }

  void search_block(const block& b, std::size_t first, std::size_t last, trial& best) const {
    std::vector<hypothesis> proposals;
    propose_constants(points_, b, known_, proposals);
    judge(proposals, first, last, best);
    const std::size_t rows = b.flat_begin - b.fall_begin;
    if (rows == 0) return;
    // Windows: the whole fall, then halves, quarters … with overlap; the peak row belongs to it if nothing rose before.
    const bool with_top = b.top_begin == b.rise_begin && b.fall_begin - b.top_begin == 1;
    const std::size_t begin = with_top ? b.top_begin : b.fall_begin;
    const std::size_t size = b.flat_begin - begin;
    int budget = exhausted() ? 0 : known_.windows;
    for (std::size_t width = size; width >= 2 && budget > 0; width = width > 8 ? width / 2 : width - 1) {
      const std::size_t hop = width == size ? 1 : std::max<std::size_t>(1, width / 2);
      for (std::size_t at = begin; at + width <= begin + size && budget > 0; at += hop, --budget) {
        search_window(b, at, at + width, first, last, best);
        if (best.where.begin <= b.rise_begin && best.where.end >= b.end && best.where.lags.size() == 1) return;
        if (is_sure(best, last - first)) return;
        if (width == size) break;
      }
      if (best.where.begin == first && best.where.end == last) return;
      if (width == 3 && size > 8) break;  // windows of two rows only if there are few rows
    }
  }

  // Rates in full precision of more than half of the rows fit one schedule only; the other rows are searched separately.
  [[nodiscard]] bool is_sure(const trial& t, std::size_t rows) const {
    constexpr std::size_t enough = 32;
    return !known_.coarse && t.where.rows() >= enough && 2 * t.where.rows() > rows && t.where.lags.size() == 1 &&
           t.where.misfits.empty();
  }

  void search_window(const block& b, std::size_t begin, std::size_t end, std::size_t first, std::size_t last,
                     trial& best) const {
    const std::span<const point> window = points_.subspan(begin, end - begin);
    const double bottom = b.flat_begin < b.end ? points_[b.end - 1].value : 0.0;
    const auto attempt = [&](fall kind, floor_rule rule, double floor) {
      const std::optional<fall_fit> fit = fit_fall(kind, window, largest_before(b, begin), rule, floor);
      if (!fit || fit->worst > (known_.coarse ? 3.0 : 1.5)) return;
      std::vector<hypothesis> proposals;
      propose_falls(points_, b, begin, end, *fit, known_, proposals);
      judge(proposals, first, last, best);
    };
    const auto round_powers = [&] {  // rounded rates do not determine the power: try the usual ones
      for (const double q : {2.0, 0.5, 3.0, 1.5}) {
        const std::optional<fall_fit> fit =
            fit_fall(fall::power, window, largest_before(b, begin), floor_rule::given, 0.0, q);
        if (!fit || fit->worst > 2.0) continue;
        std::vector<hypothesis> proposals;
        propose_falls(points_, b, begin, end, *fit, known_, proposals);
        judge(proposals, first, last, best);
      }
    };
    const auto done = [&] { return best.where.begin <= begin && best.where.end >= end; };
    for (const fall kind : plain_families) attempt(kind, floor_rule::given, 0.0);
    if (done()) return;
    if (bottom > 0.0) {
      for (const fall kind : {fall::linear, fall::cosine, fall::one_minus_sqrt})
        attempt(kind, floor_rule::given, bottom);
    }
    if (done()) return;
    attempt(fall::cosine, floor_rule::free, 0.0);
    attempt(fall::one_minus_sqrt, floor_rule::free, 0.0);
    if (done() || window.size() < 5) return;
    if (window.size() < b.flat_begin - b.fall_begin) {  // shaped ones: whole falls only, but powers, which are similar
      if (!known_.coarse) attempt(fall::power, floor_rule::given, 0.0);
      return;
    }
    if (known_.coarse) round_powers();
    if (done()) return;
    for (const fall kind : shaped_families) attempt(kind, floor_rule::given, 0.0);
    if (done()) return;
    attempt(fall::power, floor_rule::free, 0.0);
    if (done()) return;
    for (const fall kind : shaped_families) {
      if (bottom > 0.0) attempt(kind, floor_rule::given, bottom);
    }
  }

  double largest_before(const block& b, std::size_t begin) const {
    double largest = 0.0;
    for (std::size_t i = b.rise_begin; i <= begin; ++i) largest = std::max(largest, points_[i].value);
    return largest;
  }

  // Tries proposals, the likeliest first, while one of them can still win.
  void judge(std::vector<hypothesis>& proposals, std::size_t first, std::size_t last, trial& best) const {
    std::vector<std::pair<double, const hypothesis*>> order;
    order.reserve(proposals.size());
    for (const hypothesis& h : proposals) order.emplace_back(prior_of(h, known_), &h);
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    const double rows = static_cast<double>(last - first);
    const hypothesis* before = nullptr;
    for (const auto& [prior, h] : order) {
      if (rows + prior <= best.score || exhausted()) return;
      if (before != nullptr && same_proposal(*before, *h)) continue;
      before = h;
      if (last - first > longest_direct && rows * sparse_share(*h, first, last) + prior < best.score) continue;
      consider(*h, h->lag, h->lag, first, last, best);
    }
  }

  static bool same_proposal(const hypothesis& a, const hypothesis& b) {
    return a.lag == b.lag && a.fit.form.kind == b.fit.form.kind && a.fit.warmup == b.fit.warmup &&
           a.fit.hold == b.fit.hold && a.fit.length == b.fit.length && a.fit.peak == b.fit.peak &&
           a.fit.ramp == b.fit.ramp && a.fit.floor == b.fit.floor;
  }

  // On a long log a hypothesis is first tried on a spread of rows: the share of them that it explains.
  double sparse_share(const hypothesis& h, std::size_t first, std::size_t last) const {
    constexpr std::size_t wanted = 256;
    std::vector<point> rows;
    rows.reserve(wanted + 1);
    std::size_t seed = 0;
    for (std::size_t i = 0; i < wanted; ++i) {
      const std::size_t row = first + i * (last - first - 1) / (wanted - 1);
      if (row <= h.seed) seed = rows.size();
      rows.push_back(points_[row]);
    }
    rows[seed] = points_[h.seed];
    const explanation e = explain(h.fit, rows, 0, rows.size(), seed, h.lag, h.lag, h.lag);
    return static_cast<double>(e.rows() + 2) / static_cast<double>(wanted);
  }

  void consider(const hypothesis& h, std::int64_t least, std::int64_t most, std::size_t first, std::size_t last,
                trial& best) const {
    trial t;
    t.from = h;
    t.where = explain(h.fit, points_, first, last, h.seed, least, most, least);
    // In rounded rates the tail of a long schedule resembles many complete short ones.
    if (known_.coarse && t.where.rows() > 0 && t.where.lags.front().lag < -1) return;
    if (t.where.rows() == 0 || too_many_changes(t.where, known_.coarse)) return;
    t.score = score_of(h, t.where, known_);
    if (t.score > best.score) best = std::move(t);
  }

  std::span<const point> points_;
  hints known_;
  std::vector<model> schedules_;
  std::vector<stretch> found_;
};

}  // namespace

namespace {

// Whether the schedule of an earlier stretch fits rows [first, last) as well, with one lag: then it continued there.
std::optional<explanation> goes_on(std::span<const point> points, const model& m, std::size_t first, std::size_t last) {
  std::vector<counter_range> ranges;
  const std::size_t seed = first + (last - first) / 2;
  m.counters(points[seed].low, points[seed].high, ranges);
  for (const counter_range& range : ranges) {
    if (range.last - range.first > 64) continue;
    const std::int64_t least = points[seed].step - range.last;
    explanation e = explain(m, points, first, last, seed, least, points[seed].step - range.first, least);
    if (e.begin == first && e.end == last && e.misfits.empty() && e.lags.size() == 1) return e;
  }
  return std::nullopt;
}

// A resume that moves the counter looks like another plan: the plan before it is tried on the rows after it, and on
// the one or two rows in between that neither plan explains alone.
void share_schedules(std::span<const point> points, std::vector<stretch>& found) {
  constexpr std::size_t few = 2;
  // Two parts that one of their schedules fits completely are one.
  for (std::size_t i = 1; i < found.size(); ++i) {
    for (const std::size_t from : {i, i - 1}) {
      if (!found[from].fit || found[from].where.rows() <= few) continue;
      std::optional<explanation> e = goes_on(points, *found[from].fit, found[i - 1].where.begin, found[i].where.end);
      if (!e) continue;
      found[i - 1] = stretch{found[from]};
      found[i - 1].where = *std::move(e);
      found.erase(found.begin() + static_cast<std::ptrdiff_t>(i));
      i = 0;
      break;
    }
  }
  for (std::size_t i = 1; i < found.size(); ++i) {
    const std::size_t gap = i >= 2 && found[i - 1].where.rows() <= few ? 1 : 0;
    const stretch& before = found[i - 1 - gap];
    if (!before.fit || before.where.rows() <= few || found[i].where.rows() <= few) continue;
    if (found[i].fit && found[i].where.lags.size() > 1) continue;
    const std::size_t first = found[i - gap].where.begin;
    std::optional<explanation> e = goes_on(points, *before.fit, first, found[i].where.end);
    if (!e) continue;
    found[i].fit = before.fit;
    found[i].reason.clear();
    found[i].total_by_hint = before.total_by_hint;
    found[i].where = *std::move(e);
    if (gap == 1) {
      found.erase(found.begin() + static_cast<std::ptrdiff_t>(i) - 1);
      --i;
    }
  }
}

// Adjacent rows under no schedule are one stretch.
void join_unknown(std::vector<stretch>& found) {
  std::size_t kept = 0;
  for (stretch& s : found) {
    if (kept > 0 && !s.fit && !found[kept - 1].fit)
      found[kept - 1].where.end = s.where.end;
    else if (&found[kept++] != &s)
      found[kept - 1] = std::move(s);
  }
  found.resize(kept);
}

// Whether a schedule also matches the first rows after it within a few times their rounding.
bool runs_on(std::span<const point> points, const stretch& before, const stretch& after, std::size_t rows) {
  constexpr double widths = 20.0;
  const std::size_t end = std::min(after.where.end, after.where.begin + rows);
  for (std::size_t i = after.where.begin; i < end; ++i) {
    const double half = 0.5 * (points[i].high - points[i].low);
    const double expected = (*before.fit)(points[i].step - before.where.lags.back().lag);
    if (std::abs(expected - points[i].value) > widths * half) return false;
  }
  return true;
}

// Rounded rates: parts of one curve, each under its own schedule, that join within the rounding and, if the families
// differ, have the same slope there. None of them is the schedule that ran.
bool only_in_parts(std::span<const point> points, std::span<const stretch> found) {
  const stretch* before = nullptr;
  std::size_t parts = 0;
  for (const stretch& s : found) {
    constexpr std::size_t few = 2;
    if (!s.fit || s.where.rows() <= few) {
      ++parts;
      continue;
    }
    if (before != nullptr) {
      constexpr std::size_t many = 4;  // plans, each continuing where the previous one ended
      const std::size_t slope = found.size() >= many ? 1 : 8;
      if (!runs_on(points, *before, s, s.fit->form.kind == before->fit->form.kind ? 1 : slope)) return false;
    }
    before = &s;
    ++parts;
  }
  return before != nullptr && parts > 1;
}

}  // namespace

std::optional<stretch> recover_turns(std::span<const point> points, const hints& known) {
  return searcher(points, known).turns();
}

std::vector<stretch> recover(std::span<const point> points, const hints& known) {
  if (points.empty()) return {};
  std::vector<stretch> found = searcher(points, known).run();
  share_schedules(points, found);
  join_unknown(found);
  if (known.coarse && only_in_parts(points, found)) {
    stretch s;
    s.where.end = points.size();
    s.reason =
        "no single schedule fits every row, although parts of several do: the rates have too few digits, or the run is "
        "too "
        "short";
    found = {std::move(s)};
  }
  return found;
}

}  // namespace taper::inspection
