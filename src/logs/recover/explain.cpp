// Walks the rows of a log along a model, with the fewest changes of lag.
#include "logs/recover/explain.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "logs/recover/effort.hpp"

namespace taper::inspection {
namespace {

struct interval {
  std::int64_t least;
  std::int64_t most;
};

enum class direction : unsigned char { forward, backward };

// One walk from the seed; the pieces it makes are in the order of the walk.
class walk {
 public:
  walk(const model& m, std::span<const point> points, direction way) : model_(m), points_(points), way_(way) {}

  struct outcome {
    std::vector<lag_piece> pieces;
    std::vector<std::size_t> misfits;
    std::size_t reached;  // last row explained
  };

  outcome run(std::size_t seed, std::size_t stop, interval start) {
    outcome out;
    interval now = start;
    out.pieces.push_back({seed, now.least, now.most, now.least});
    out.reached = seed;
    const std::ptrdiff_t step = way_ == direction::forward ? 1 : -1;
    std::size_t row = seed;
    std::size_t pending = 0;  // misfits since the last row that fits
    while (row != stop) {
      row = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(row) + step);
      spend(1);
      const std::optional<interval> next = match(row, now, out.reached);
      if (!next) {
        if (++pending > 1 || (out.misfits.size() + 1) * 50 > rows_from(seed, row)) break;
        continue;
      }
      if (pending > 0) {
        // A row that was passed over may only be a misfit if the lag continues unchanged.
        if (next->least > now.most || next->most < now.least) break;
        out.misfits.push_back(static_cast<std::size_t>(static_cast<std::ptrdiff_t>(row) - step));
        pending = 0;
      }
      const interval both{std::max(now.least, next->least), std::min(now.most, next->most)};
      if (both.least <= both.most) {
        now = both;
        out.pieces.back().least = now.least;
        out.pieces.back().most = now.most;
        if (way_ == direction::backward) out.pieces.back().begin = row;
      } else {
        now = *next;
        out.pieces.push_back({row, now.least, now.most, now.least});
      }
      out.reached = row;
    }
    return out;
  }

 private:
  static std::size_t rows_from(std::size_t a, std::size_t b) { return a > b ? a - b : b - a; }

  // The lags at which this row fits: those that overlap `now`, else the nearest further ones in the allowed direction.
  std::optional<interval> match(std::size_t row, interval now, std::size_t previous) {
    const point& p = points_[row];
    if (now.least == now.most) {  // nearly every row has the known lag
      const std::int64_t c = p.step - now.least;
      if (const double rate = model_(c); c >= model_.first_counter() && rate >= p.low && rate <= p.high) return now;
    }
    constexpr std::uint64_t of_inverse = 8;  // an inverse and the rates beside it
    spend(of_inverse);
    model_.counters(p.low, p.high, ranges_);
    std::optional<interval> best;
    std::int64_t best_distance = std::numeric_limits<std::int64_t>::max();
    // The counter never runs against the step: between two rows the lag grows by at most the steps between them.
    const std::int64_t gap = std::abs(p.step - points_[previous].step);
    for (const counter_range& range : ranges_) {
      interval lag{p.step - range.last, p.step - range.first};
      std::int64_t distance = 0;
      if (way_ == direction::forward) {
        lag.most = std::min(lag.most, now.most + gap);
        if (lag.most < now.least) continue;
        lag.least = std::max(lag.least, now.least);
        distance = std::max<std::int64_t>(0, lag.least - now.most);
      } else {
        lag.least = std::max(lag.least, now.least - gap);
        if (lag.least > now.most) continue;
        lag.most = std::min(lag.most, now.most);
        distance = std::max<std::int64_t>(0, now.least - lag.most);
      }
      if (lag.least > lag.most || distance >= best_distance) continue;
      best_distance = distance;
      best = lag;
    }
    return best;
  }

  const model& model_;
  std::span<const point> points_;
  direction way_;
  std::vector<counter_range> ranges_;
};

}  // namespace

std::int64_t explanation::lag_at(std::size_t row) const noexcept {
  std::int64_t lag = lags.empty() ? 0 : lags.front().lag;
  for (const lag_piece& piece : lags) {
    if (piece.begin <= row) lag = piece.lag;
  }
  return lag;
}

explanation explain(const model& m, std::span<const point> points, std::size_t first, std::size_t last,
                    std::size_t seed, std::int64_t least, std::int64_t most, std::int64_t prior) {
  explanation out;
  out.begin = out.end = seed;
  std::vector<counter_range> ranges;
  const point& p = points[seed];
  m.counters(p.low, p.high, ranges);
  std::optional<interval> start;
  for (const counter_range& range : ranges) {
    const interval lag{std::max(p.step - range.last, least), std::min(p.step - range.first, most)};
    if (lag.least <= lag.most && !start) start = lag;
  }
  if (!start) return out;

  spend(8);
  walk::outcome ahead = walk(m, points, direction::forward).run(seed, last - 1, *start);
  const interval first_piece{ahead.pieces.front().least, ahead.pieces.front().most};
  walk::outcome back = walk(m, points, direction::backward).run(seed, first, first_piece);
  // The walk back may have narrowed the piece they share.
  ahead.pieces.front() = back.pieces.front();
  out.begin = back.reached;
  out.end = ahead.reached + 1;
  std::reverse(back.pieces.begin(), back.pieces.end());
  out.lags.assign(back.pieces.begin(), back.pieces.end() - 1);
  out.lags.insert(out.lags.end(), ahead.pieces.begin(), ahead.pieces.end());
  std::int64_t lag = prior;
  for (lag_piece& piece : out.lags) {
    lag = std::clamp(lag, piece.least, piece.most);
    piece.lag = lag;
  }
  out.misfits = std::move(back.misfits);
  out.misfits.insert(out.misfits.end(), ahead.misfits.begin(), ahead.misfits.end());
  std::sort(out.misfits.begin(), out.misfits.end());
  return out;
}

double largest_relative_error(const model& m, std::span<const point> points, const explanation& e) {
  double worst = 0.0;
  std::size_t piece = 0;
  for (std::size_t row = e.begin; row < e.end; ++row) {
    while (piece + 1 < e.lags.size() && e.lags[piece + 1].begin <= row) ++piece;
    const double fit = m(points[row].step - e.lags[piece].lag);
    const double off = std::abs(fit - points[row].value);
    const bool zero = points[row].value == 0.0;
    if (off == 0.0 || (zero && fit >= points[row].low && fit <= points[row].high)) continue;
    worst = std::max(worst, !zero ? off / std::abs(points[row].value) : std::numeric_limits<double>::infinity());
  }
  return worst;
}

}  // namespace taper::inspection
