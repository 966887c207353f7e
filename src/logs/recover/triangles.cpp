// Schedules of straight pieces: PyTorch's OneCycleLR with anneal_strategy=linear, in two and three phases, and
// CyclicLR, also shrinking. Lines through the rows meet where the schedule turns, between two rows too.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "logs/recover/candidates.hpp"
#include "logs/recover/propose_curves.hpp"
#include "logs/recover/shrinking.hpp"
#include "taper/library_types.hpp"

namespace taper::inspection {
namespace {

constexpr std::size_t fewest_rows = 3;

struct line {
  double slope = 0.0;
  double at = 0.0;     // a step
  double value = 0.0;  // the rate there
  std::size_t begin = 0;
  std::size_t end = 0;
  [[nodiscard]] double operator()(double step) const { return value + slope * (step - at); }
  // The step at which it has a rate.
  [[nodiscard]] double reaches(double rate) const { return at + (rate - value) / slope; }
};

line line_through(std::span<const point> points, std::size_t begin, std::size_t end) {
  line out{0.0, 0.0, 0.0, begin, end};
  const double n = static_cast<double>(end - begin);
  for (std::size_t i = begin; i < end; ++i) {
    out.at += static_cast<double>(points[i].step) / n;
    out.value += points[i].value / n;
  }
  double ss = 0.0;
  double sy = 0.0;
  for (std::size_t i = begin; i < end; ++i) {
    const double d = static_cast<double>(points[i].step) - out.at;
    ss += d * d;
    sy += d * (points[i].value - out.value);
  }
  out.slope = ss > 0.0 ? sy / ss : 0.0;
  return out;
}

// The pieces on which the rows lie on one line, those of two rows left out: they reach across a turn.
std::vector<line> pieces_of(std::span<const point> points, std::size_t first, std::size_t last) {
  std::vector<line> out;
  constexpr std::size_t most = 200;
  std::size_t begin = first;
  while (begin + 1 < last && out.size() < most) {
    std::size_t end = begin + 2;
    const point& a = points[begin];
    for (; end < last; ++end) {
      const point& b = points[end - 1];
      const point& p = points[end];
      const double run = static_cast<double>(b.step - a.step);
      if (!(run > 0.0) || p.step <= b.step) break;
      const double reach = static_cast<double>(p.step - a.step) / run;
      const double expected = a.value + (b.value - a.value) * reach;
      const auto half = [](const point& row) { return 0.5 * (row.high - row.low); };  // it differs from row to row
      if (std::abs(expected - p.value) > half(p) + reach * half(b) + (reach - 1.0) * half(a)) break;
    }
    if (end - begin >= fewest_rows) out.push_back(line_through(points, begin, end));
    begin = end - begin >= fewest_rows ? end : begin + 1;
  }
  return out;
}

// Rounded rates: the line of the rows before the highest ones and the line of those after them, weighted by precision.
std::vector<line> sides_of(std::span<const point> points, std::size_t first, std::size_t last) {
  std::size_t top = first;
  for (std::size_t i = first; i < last; ++i) top = points[i].low > points[top].high ? i : top;
  std::size_t after = top + 1;  // rows as high may be on either side
  while (after < last && points[after].high >= points[top].low) ++after;
  std::vector<line> out;
  for (const auto& [begin, end] : {std::pair{first, top}, std::pair{after, last}}) {
    if (end < begin + fewest_rows) return {};
    double w_sum = 0.0;
    double s_sum = 0.0;
    double y_sum = 0.0;
    for (std::size_t i = begin; i < end; ++i) {
      const double w = std::pow(points[i].high - points[i].low, -2.0);
      w_sum += w;
      s_sum += w * static_cast<double>(points[i].step);
      y_sum += w * points[i].value;
    }
    line fitted{0.0, s_sum / w_sum, y_sum / w_sum, begin, end};
    double ss = 0.0;
    double sy = 0.0;
    for (std::size_t i = begin; i < end; ++i) {
      const double w = std::pow(points[i].high - points[i].low, -2.0);
      const double d = static_cast<double>(points[i].step) - fitted.at;
      ss += w * d * d;
      sy += w * d * (points[i].value - fitted.value);
    }
    fitted.slope = sy / ss;
    constexpr double widths = 1.0;
    for (std::size_t i = begin; i < end; ++i) {
      const double off = std::abs(fitted(static_cast<double>(points[i].step)) - points[i].value);
      if (off > widths * (points[i].high - points[i].low)) return {};
    }
    out.push_back(fitted);
  }
  return out;
}

double meeting(const line& a, const line& b) { return (b(0.0) - a(0.0)) / (a.slope - b.slope); }

std::optional<double> round_to(double x, double tolerance, int digits) {
  if (!(x > 0.0)) return std::nullopt;
  const double r = roundest(x * (1.0 - tolerance), x * (1.0 + tolerance));
  return digits_of(r) <= digits ? std::optional(r) : std::nullopt;
}

class triangle_proposer {
 public:
  triangle_proposer(std::span<const point> points, std::size_t last, const hints& known, std::vector<hypothesis>& out)
      : points_(points), last_(last), known_(known), out_(out) {}

  /// The lines are those of the rows without this factor.
  void shrinks_by(double gamma) { gamma_ = gamma; }

  void run(const std::vector<line>& pieces) {
    for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
      if (pieces[i].slope == pieces[i + 1].slope) return;
    }
    if (!(pieces[0].slope > 0.0) || !(pieces[1].slope < 0.0)) return;
    seed_ = pieces[1].begin;
    const bool again = pieces.size() >= 3 && pieces[2].slope > 0.0;
    for (const std::int64_t lag : {0, 1}) {
      if (again) {
        cyclic(pieces, lag);
      } else if (pieces.size() <= 3 && gamma_ == 1.0) {
        one_cycle(pieces, lag);
      }
    }
  }

 private:
  void one_cycle(const std::vector<line>& pieces, std::int64_t lag) {
    const double shift = static_cast<double>(lag);
    const double summit = meeting(pieces[0], pieces[1]);
    const double initial = pieces[0](shift);
    const std::optional<double> peak = round_to(pieces[0](summit), tolerance(), 6);
    if (!peak || !(initial > 0.0)) return;
    constexpr double by_default = 25.0;
    const bool is_default = std::abs(*peak / initial - by_default) < (known_.coarse ? 0.05 : 1e-6) * by_default;
    const std::optional<double> div =
        is_default ? by_default : round_to(*peak / initial, known_.coarse ? 1e-2 : 1e-6, 5);
    if (!div) return;
    const bool three = pieces.size() == 3;
    const double share = summit - shift + 1.0;  // pct_start · total_steps
    if (three && std::abs(meeting(pieces[1], pieces[2]) - shift - (2.0 * share - 2.0)) > (known_.coarse ? 2.0 : 1e-3))
      return;
    const line& tail = pieces.back();
    if (!(tail.slope < 0.0)) return;
    std::vector<std::pair<std::int64_t, double>> ends;  // total_steps, final_div_factor
    constexpr double usual = 1e4;
    for (const std::int64_t end : whole_near(tail.reaches(initial / usual), 0.0, known_.coarse, 5))
      ends.emplace_back(end - lag + 1, usual);
    if (known_.total) {
      const double rate = tail(static_cast<double>(*known_.total - 1 + lag));
      if (const std::optional<double> f = round_to(initial / rate, 1e-3, 3)) ends.emplace_back(*known_.total, *f);
    }
    for (const auto& [total, final_div] : ends) {
      if (total < 4) continue;
      const double n = static_cast<double>(total);
      const double wide = known_.coarse ? 3.0 / n : 1e-6;
      const double part = roundest(share / n - wide, share / n + wide);
      if (!(part > 0.0) || !(part < 1.0)) continue;
      const torch::one_cycle form{.max_lr = *peak,
                                  .total_steps = total,
                                  .pct_start = part,
                                  .anneal_strategy = "linear",
                                  .div_factor = *div,
                                  .final_div_factor = final_div,
                                  .three_phase = three};
      add(make(form), {fall::one_cycle, total, std::llround(std::ceil(summit - shift)), *peak, 0.0, total + 2, 3}, lag);
    }
  }

  void cyclic(const std::vector<line>& pieces, std::int64_t lag) {
    const double shift = static_cast<double>(lag);
    const double top = meeting(pieces[0], pieces[1]);
    const double bottom = meeting(pieces[1], pieces[2]);
    const double low = pieces[1](bottom);
    const double first = std::pow(gamma_, shift);  // at counter 0
    const std::optional<double> peak = round_to(low + (pieces[0](top) - low) * first, tolerance(), 6);
    const double base = std::abs(low) < 1e-6 * pieces[0](top) ? 0.0 : round_to(low, tolerance(), 6).value_or(-1.0);
    if (!peak || base < 0.0 || !(*peak > base)) return;
    const double slack = known_.coarse ? 2.0 : 0.02;
    const double up = top - pieces[0].reaches(base);
    if (std::abs(pieces[0].reaches(base) - shift) > slack) return;
    double second = 1.0;  // the height of the second cycle
    if (pieces.size() >= 4 && gamma_ == 1.0)
      second = (pieces[2](meeting(pieces[2], pieces[3])) - base) / (*peak - base);
    const bool halved = std::abs(second - 0.5) < 0.01;
    if (!halved && std::abs(second - 1.0) > 0.01) return;
    const std::int64_t reach = points_[last_ - 1].step + 8;
    static const std::array<std::string, 3> modes = {"triangular", "triangular2", "exp_range"};
    for (const std::int64_t n : whole_near(up, 0.0, known_.coarse, 5)) {
      for (const std::int64_t down : whole_near(bottom - top, 0.0, known_.coarse, 5)) {
        if (n < 1 || down < 1) continue;
        for (const std::string& mode : modes) {
          if ((mode == "exp_range") != (gamma_ != 1.0)) continue;
          if (gamma_ == 1.0 && pieces.size() >= 4 && (mode == "triangular2") != halved) continue;
          torch::cyclic form{.base_lr = base, .max_lr = *peak, .step_size_up = n, .mode = mode, .gamma = gamma_};
          if (down != n) form.step_size_down = down;
          const int unknowns = gamma_ != 1.0 ? 4 : 3;
          add(make(form), {fall::triangles, known_.total.value_or(reach), 0, *peak, base, reach, unknowns}, lag);
        }
      }
    }
  }

  [[nodiscard]] double tolerance() const { return known_.coarse ? 3e-3 : 1e-7; }

  void add(result<schedule> source, const listing& l, std::int64_t lag) {
    std::optional<model> m = listed_model(std::move(source), l);
    if (!m) return;
    const bool hinted = known_.total && l.kind == fall::one_cycle && l.steps == *known_.total;
    out_.push_back({*std::move(m), lag, seed_, hinted ? 3 : 2, hinted});
  }

  std::span<const point> points_;
  std::size_t last_;
  const hints& known_;
  std::vector<hypothesis>& out_;
  std::size_t seed_ = 0;
  double gamma_ = 1.0;
};

}  // namespace

void propose_triangles(std::span<const point> points, std::size_t first, std::size_t last, const hints& known,
                       std::vector<hypothesis>& out) {
  const std::vector<line> pieces = pieces_of(points, first, last);
  if (pieces.size() >= 2) triangle_proposer(points, last, known, out).run(pieces);
  if (known.coarse) {
    if (const std::vector<line> sides = sides_of(points, first, last); sides.size() == 2)
      triangle_proposer(points, last, known, out).run(sides);
  }
  const std::span<const point> rows = points.subspan(first, last - first);
  const std::optional<shrinking> found = fit_shrinking(rows);
  if (!found) return;
  const std::vector<point> undone = found->undone(rows);
  std::vector<line> straight = pieces_of(undone, 0, undone.size());
  if (straight.size() < 3) return;
  for (line& l : straight) {  // places among all rows
    l.begin += first;
    l.end += first;
  }
  triangle_proposer shrunk(points, last, known, out);
  shrunk.shrinks_by(found->gamma);
  shrunk.run(straight);
}

}  // namespace taper::inspection
