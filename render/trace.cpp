// A series as polylines in px.
#include "render/trace.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <unordered_set>
#include <utility>

namespace taper::render {
namespace {

constexpr double tolerance_px = 0.04;  // a tenth of what the eye can distinguish at twice the size

std::size_t length_of(const series& s) { return std::min(s.x.size(), s.y.size()); }

bool is_place(point p) { return !std::isnan(p.x) && !std::isnan(p.y); }

// Keeps first, lowest, highest and last of the points of each pixel column, in their order.
class column_decimator {
 public:
  void add(point p) {
    const std::int64_t column = static_cast<std::int64_t>(std::floor(p.x));
    if (count_ > 0 && column != column_) flush();
    column_ = column;
    if (count_ == 0) first_ = lowest_ = highest_ = {p, 0};
    last_ = {p, count_};
    if (p.y < lowest_.p.y) lowest_ = last_;
    if (p.y > highest_.p.y) highest_ = last_;
    ++count_;
  }

  polyline take() {
    flush();
    return std::exchange(kept_, {});
  }

 private:
  struct numbered {
    point p;
    std::int64_t order = 0;
  };

  void flush() {
    if (count_ == 0) return;
    const bool low_first = lowest_.order < highest_.order;
    std::int64_t done = -1;
    for (const numbered& n : {first_, low_first ? lowest_ : highest_, low_first ? highest_ : lowest_, last_}) {
      if (n.order > done) kept_.push_back(n.p), done = n.order;
    }
    count_ = 0;
  }

  std::int64_t column_ = 0;
  std::int64_t count_ = 0;
  numbered first_, lowest_, highest_, last_;
  polyline kept_;
};

void append_pieces(std::vector<polyline>& out, const polyline& run, const rect& clip_to) {
  for (const polyline& piece : clip(run, clip_to)) out.push_back(simplify(piece, tolerance_px));
}

}  // namespace

std::vector<polyline> trace_line(const series& s, const axis_map& x, const axis_map& y, const rect& clip_to) {
  std::vector<polyline> pieces;
  column_decimator columns;
  double held = 0;
  bool in_run = false;
  const std::size_t n = length_of(s);
  for (std::size_t i = 0; i < n; ++i) {
    const point p = {x(s.x[i]), y(s.y[i])};
    if (!is_place(p)) {
      append_pieces(pieces, columns.take(), clip_to);
      in_run = false;
      continue;
    }
    if (s.kind == series_kind::step && in_run) columns.add({p.x, held});
    columns.add(p);
    held = p.y;
    in_run = true;
  }
  append_pieces(pieces, columns.take(), clip_to);
  return pieces;
}

bool covers(const series& first, const series& second, const axis_map& x, const axis_map& y) {
  const std::size_t n = length_of(first);
  if (n == 0 || n != length_of(second) || first.kind != second.kind) return false;
  for (std::size_t i = 0; i < n; ++i) {
    const point a = {x(first.x[i]), y(first.y[i])};
    const point b = {x(second.x[i]), y(second.y[i])};
    if (is_place(a) != is_place(b)) return false;
    if (is_place(a) && std::hypot(a.x - b.x, a.y - b.y) > 0.9) return false;
  }
  return true;
}

std::vector<point> trace_dots(const series& s, const axis_map& x, const axis_map& y, const rect& clip_to, int most) {
  const std::size_t n = length_of(s);
  for (double cell = 0.5;; cell *= 2) {
    std::vector<point> dots;
    std::unordered_set<std::uint64_t> taken;
    for (std::size_t i = 0; i < n && dots.size() <= static_cast<std::size_t>(most); ++i) {
      const point p = {x(s.x[i]), y(s.y[i])};
      if (!is_place(p) || !contains(clip_to, p)) continue;
      const std::uint64_t column = static_cast<std::uint64_t>((p.x - clip_to.x) / cell);
      const std::uint64_t row = static_cast<std::uint64_t>((p.y - clip_to.y) / cell);
      if (taken.insert((column << 32) | row).second) dots.push_back(p);
    }
    const bool is_coarsest = cell > clip_to.width && cell > clip_to.height;
    if (dots.size() <= static_cast<std::size_t>(most) || is_coarsest) return dots;
  }
}

std::vector<polyline> trace_area(const series& s, const axis_map& x, const axis_map& y, const rect& clip_to) {
  std::vector<polyline> outlines;
  column_decimator upper;
  column_decimator lower;
  const auto close = [&] {
    polyline edge = upper.take();
    const polyline back = simplify(lower.take(), tolerance_px);
    if (edge.empty()) return;
    edge = simplify(edge, tolerance_px);
    edge.insert(edge.end(), back.rbegin(), back.rend());
    outlines.push_back(std::move(edge));
  };
  const auto inside = [&](point p) { return point{p.x, std::clamp(p.y, clip_to.y, clip_to.bottom())}; };
  const std::size_t n = length_of(s);
  for (std::size_t i = 0; i < n; ++i) {
    const point top = {x(s.x[i]), y(s.y[i])};
    const point bottom = {top.x, i < s.y_low.size() ? y(s.y_low[i]) : y.from};
    if (!is_place(top) || !is_place(bottom)) {
      close();
      continue;
    }
    upper.add(inside(top));
    lower.add(inside(bottom));
  }
  close();
  return outlines;
}

}  // namespace taper::render
