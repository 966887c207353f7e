// Recovery: windows of each fall are fitted by every family, the schedules that come out are tried on all rows, the one
// that explains most is taken, and what it leaves is recovered in the same way.
#include "recover.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace taper::inspection {
namespace {

constexpr std::array plain_families = {fall::linear, fall::cosine, fall::one_minus_sqrt, fall::inverse_sqrt, fall::geometric};
constexpr std::array shaped_families = {fall::power, fall::exp_window, fall::poly, fall::sigmoid};

struct trial {
  hypothesis from;
  explanation where;
  double score = -std::numeric_limits<double>::infinity();
};

double score_of(const hypothesis& h, const explanation& e, bool coarse) {
  const double changes = static_cast<double>(e.lags.size()) - 1.0;
  double score = static_cast<double>(e.exact()) - (coarse ? 3.0 : 0.75) * changes;
  score -= 0.4 * h.fit.complexity() - 0.3 * h.evidence;
  score -= 0.02 * digits_of(h.fit.peak) + (h.by_hint ? -1.0 : 0.0);
  const std::int64_t lag = e.lags.front().lag;
  score -= lag < 0 ? 1.0 : 0.02 * static_cast<double>(std::min<std::int64_t>(lag, 10));
  if (h.fit.ramp == rise::from_one) score -= 0.1;
  return score;
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
    std::sort(found_.begin(), found_.end(), [](const stretch& a, const stretch& b) { return a.where.begin < b.where.begin; });
    return std::move(found_);
  }

 private:
  // Explains rows [first, last): the best schedule takes its rows, the rest is done again.
  void cover(std::size_t first, std::size_t last, int depth) {
    if (first >= last) return;
    trial best = known_schedules(first, last);
    if (best.where.rows() < last - first) {
      trial fresh = fresh_schedule(first, last);
      if (fresh.score > best.score) best = fresh;
    }
    constexpr int deepest = 40;
    const bool usable = best.score > -1e300 && (best.where.rows() >= 2 || last - first <= 2);
    if (!usable || depth > deepest) {
      give_up(first, last, depth);
      return;
    }
    stretch s;
    s.where = best.where;
    s.fit = best.from.fit;
    s.total_by_hint = best.from.by_hint;
    const std::size_t begin = best.where.begin;
    const std::size_t end = best.where.end;
    schedules_.push_back(best.from.fit);
    found_.push_back(std::move(s));
    cover(first, begin, depth + 1);
    cover(end, last, depth + 1);
  }

  void give_up(std::size_t first, std::size_t last, int depth) {
    const std::vector<block> blocks = split_blocks(points_, first, last);
    if (blocks.size() > 1 && depth < 40) {
      for (const block& b : blocks) cover(b.rise_begin, b.end, 40);
      return;
    }
    stretch s;
    s.where.begin = first;
    s.where.end = last;
    s.reason = "no known schedule meets these rows";
    found_.push_back(std::move(s));
  }

  // A schedule found elsewhere in the log may go on here, with another lag (a resume, a restart).
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
    std::stable_sort(blocks.begin(), blocks.end(), [](const block& a, const block& b) {
      return a.end - a.rise_begin > b.end - b.rise_begin;
    });
    trial best;
    const std::size_t tried = std::min<std::size_t>(blocks.size(), 4);
    for (std::size_t i = 0; i < tried && best.where.rows() * 2 < blocks[i].end - blocks[i].rise_begin; ++i) {
      search_block(blocks[i], first, last, best);
    }
    return best;
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
    int budget = 48;
    for (std::size_t width = size; width >= 2 && budget > 0; width = width > 8 ? width / 2 : width - 1) {
      const std::size_t hop = width == size ? 1 : std::max<std::size_t>(1, width / 2);
      for (std::size_t at = begin; at + width <= begin + size && budget > 0; at += hop, --budget) {
        search_window(b, at, at + width, first, last, best);
        if (best.where.begin == first && best.where.end == last && best.where.lags.size() == 1) return;
        if (width == size) break;
      }
      if (best.where.begin == first && best.where.end == last) return;
      if (width == 3 && size > 8) break;  // two rows say something only where there are few
    }
  }

  void search_window(const block& b, std::size_t begin, std::size_t end, std::size_t first, std::size_t last, trial& best) const {
    const std::span<const point> window = points_.subspan(begin, end - begin);
    const double bottom = b.flat_begin < b.end ? points_[b.end - 1].value : 0.0;
    const auto attempt = [&](fall kind, floor_rule rule, double floor) {
      const std::optional<fall_fit> fit = fit_fall(kind, window, largest_before(b, begin), rule, floor);
      if (!fit || fit->worst > (known_.coarse ? 3.0 : 1.5)) return;
      std::vector<hypothesis> proposals;
      propose_falls(points_, b, begin, end, *fit, known_, proposals);
      judge(proposals, first, last, best);
    };
    const auto done = [&] { return best.where.begin <= begin && best.where.end >= end; };
    for (const fall kind : plain_families) attempt(kind, floor_rule::given, 0.0);
    if (done()) return;
    if (bottom > 0.0) {
      for (const fall kind : {fall::linear, fall::cosine, fall::one_minus_sqrt}) attempt(kind, floor_rule::given, bottom);
    }
    if (done()) return;
    attempt(fall::cosine, floor_rule::free, 0.0);
    attempt(fall::one_minus_sqrt, floor_rule::free, 0.0);
    if (done() || window.size() < 5 || window.size() < b.flat_begin - b.fall_begin) return;  // shaped ones: whole falls only
    for (const fall kind : shaped_families) attempt(kind, floor_rule::given, 0.0);
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

  void judge(const std::vector<hypothesis>& proposals, std::size_t first, std::size_t last, trial& best) const {
    for (const hypothesis& h : proposals) {
      // On a long log a hypothesis must first meet a spread of rows around its seed.
      consider(h, h.lag, h.lag, first, last, best);
    }
  }

  void consider(const hypothesis& h, std::int64_t least, std::int64_t most, std::size_t first, std::size_t last, trial& best) const {
    trial t;
    t.from = h;
    t.where = explain(h.fit, points_, first, last, h.seed, least, most, least);
    if (t.where.rows() == 0 || too_many_changes(t.where, known_.coarse)) return;
    t.score = score_of(h, t.where, known_.coarse);
    if (t.score > best.score) best = std::move(t);
  }

  std::span<const point> points_;
  hints known_;
  std::vector<model> schedules_;
  std::vector<stretch> found_;
};

}  // namespace

std::vector<stretch> recover(std::span<const point> points, const hints& known) {
  if (points.empty()) return {};
  return searcher(points, known).run();
}

}  // namespace taper::inspection
