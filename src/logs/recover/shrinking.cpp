// The factor of shrinking triangles: a search in one dimension;
// for each factor the lines and their common foot are linear.
#include "logs/recover/shrinking.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "logs/recover/effort.hpp"
#include "logs/recover/fall_fit.hpp"

namespace taper::inspection {
namespace {

using side = std::vector<point>;

constexpr std::size_t most_sides = 32;
constexpr std::size_t most_of_side = 48;  // rows

// Rows that rise throughout or fall throughout, a spread of them: some rows of some sides give the factor. The row at a
// turn may lie on either side of it, and is left out.
std::vector<side> sides_of(std::span<const point> rows) {
  std::vector<std::span<const point>> all;
  const auto add = [&](std::size_t begin, std::size_t end) {
    if (begin > 0) ++begin;
    if (end < rows.size()) --end;
    constexpr std::size_t fewest = 3;
    if (end >= begin + fewest) all.push_back(rows.subspan(begin, end - begin));
  };
  spend(rows.size() / 4);
  std::size_t begin = 0;
  int way = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].step <= rows[i - 1].step) return {};
    const int now = rows[i].low > rows[i - 1].high ? 1 : rows[i].high < rows[i - 1].low ? -1 : 0;
    if (now == 0) continue;
    if (way != 0 && now != way) {
      add(begin, i);
      begin = i - 1;
    }
    way = now;
  }
  add(begin, rows.size());
  std::vector<side> out;
  const std::size_t kept = std::min(all.size(), most_sides);
  for (std::size_t i = 0; i < kept; ++i)
    out.push_back(spread(all[kept > 1 ? i * (all.size() - 1) / (kept - 1) : 0], most_of_side));
  return out;
}

// The best foot for a decay of lambda a step, and how far the rows are from it, in half widths.
struct judged {
  double base = 0.0;
  double square = 0.0;
  double worst = 0.0;
};

class lines_to_a_foot {
 public:
  explicit lines_to_a_foot(std::vector<side> sides) : sides_(std::move(sides)) {
    for (const side& s : sides_) all_ += s.size();
  }

  judged at(double lambda, std::optional<double> given = {}) {
    constexpr std::uint64_t each = 4;  // an exponential, and sums in long double
    spend(each * all_);
    one_.clear();
    rate_.clear();
    for (const side& s : sides_) remove_line(s, lambda);
    long double over = 0.0L;
    long double under = 0.0L;
    for (std::size_t i = 0; i < all_; ++i) {
      over += one_[i] * rate_[i];
      under += one_[i] * one_[i];
    }
    judged out;
    out.base = given ? *given : under > 0.0L ? static_cast<double>(over / under) : 0.0;
    for (std::size_t i = 0; i < all_; ++i) {
      const double off = static_cast<double>(rate_[i] - static_cast<long double>(out.base) * one_[i]);
      out.square += off * off;
      out.worst = std::max(out.worst, std::abs(off));
    }
    return out;
  }

 private:
  // Residuals of 1 and of the rate, weighted, after subtracting the best (a + b step) gamma^step.
  void remove_line(const side& s, double lambda) {
    const std::size_t begin = one_.size();
    const double start = static_cast<double>(s.front().step);
    const double run = static_cast<double>(s.back().step - s.front().step);
    std::vector<long double> flat;
    std::vector<long double> slope;
    for (const point& p : s) {
      const auto weight = static_cast<long double>(2.0 / (p.high - p.low));
      const double t = static_cast<double>(p.step) - start;
      flat.push_back(weight * static_cast<long double>(std::exp(-lambda * t)));
      slope.push_back(flat.back() * static_cast<long double>(t / run));
      one_.push_back(weight);
      rate_.push_back(weight * static_cast<long double>(p.value));
    }
    const auto part_of = [&](const std::vector<long double>& v, auto from, const std::vector<long double>& by) {
      long double over = 0.0L;
      long double under = 0.0L;
      for (std::size_t i = 0; i < by.size(); ++i) {
        over += by[i] * v[from + i];
        under += by[i] * by[i];
      }
      return under > 0.0L ? over / under : 0.0L;
    };
    const auto take_off = [&](std::vector<long double>& v, std::size_t from, const std::vector<long double>& by) {
      for (int again = 0; again < 2; ++again) {  // twice: the second pass removes the rounding error of the first
        const long double part = part_of(v, from, by);
        for (std::size_t i = 0; i < by.size(); ++i) v[from + i] -= part * by[i];
      }
    };
    take_off(slope, 0, flat);
    for (std::vector<long double>* const v : {&one_, &rate_}) {
      take_off(*v, begin, flat);
      take_off(*v, begin, slope);
    }
  }

  std::vector<side> sides_;
  std::size_t all_ = 0;
  std::vector<long double> one_;
  std::vector<long double> rate_;
};

double with_digits(double x, int digits) {
  char buffer[40];
  const auto [end, code] = std::to_chars(buffer, buffer + sizeof buffer, x, std::chars_format::scientific, digits - 1);
  if (code == std::errc{}) std::from_chars(buffer, end, x);
  return x;
}

// How much a step the heights shrink, from the highest row to the last turn down.
std::optional<double> first_guess(std::span<const point> rows) {
  double foot = INFINITY;
  for (const point& p : rows) foot = std::min(foot, p.value);
  const point* top = nullptr;
  const point* last = nullptr;
  for (std::size_t i = 1; i + 1 < rows.size(); ++i) {
    const point& p = rows[i];
    if (p.value < rows[i - 1].value || p.value < rows[i + 1].value) continue;
    if (top == nullptr || p.value > top->value) top = &p;
    last = &p;
  }
  if (top == nullptr || last->step <= top->step || !(last->value > foot)) return std::nullopt;
  const double lambda =
      std::log((top->value - foot) / (last->value - foot)) / static_cast<double>(last->step - top->step);
  return lambda > 0.0 ? std::optional(lambda) : std::nullopt;
}

}  // namespace

std::vector<point> shrinking::undone(std::span<const point> rows) const {
  std::vector<point> out(rows.begin(), rows.end());
  constexpr double slack = 4.0;  // half widths: of the powers, and of the foot
  for (point& p : out) {
    const double factor = std::pow(gamma, -static_cast<double>(p.step));
    const double half = 0.5 * slack * (p.high - p.low) * factor;
    p.value = base + (p.value - base) * factor;
    p.low = p.value - half;
    p.high = p.value + half;
  }
  return out;
}

std::optional<shrinking> fit_shrinking(std::span<const point> rows) {
  const std::vector<side> sides = sides_of(rows);
  std::size_t spare = 0;
  for (const side& s : sides) spare += s.size() - 2;
  constexpr std::size_t fewest_spare = 4;  // rows beyond the lines: foot, factor, and two that could disagree
  const std::optional<double> guess = first_guess(rows);
  if (sides.size() < 3 || spare < fewest_spare || !guess) return std::nullopt;
  lines_to_a_foot lines(sides);
  constexpr int half_grid = 24;
  const auto on_grid = [&](int i) { return *guess * std::exp(1.5 * static_cast<double>(i) / half_grid); };
  int best = -half_grid;
  double least = INFINITY;
  for (int i = -half_grid; i <= half_grid; ++i) {
    const double square = lines.at(on_grid(i)).square;
    if (square < least) best = i;
    least = std::min(least, square);
  }
  if (exhausted()) return std::nullopt;
  const double golden = 0.5 * (std::sqrt(5.0) - 1.0);
  double low = on_grid(best - 1);
  double high = on_grid(best + 1);
  while (high - low > 1e-15 * high) {
    const double a = high - golden * (high - low);
    const double b = low + golden * (high - low);
    if (!(low < a) || !(a < b) || !(b < high)) break;
    const bool lower = lines.at(a).square < lines.at(b).square;
    (lower ? high : low) = lower ? b : a;
  }
  const double lambda = 0.5 * (low + high);
  constexpr double inside = 2.5;  // half widths: least squares do not make the largest misfit least
  shrinking out;
  constexpr int most_digits = 9;
  for (int digits = 1; digits <= most_digits; ++digits) {
    out.gamma = with_digits(std::exp(-lambda), digits);
    if (!(out.gamma < 1.0)) continue;
    const judged with = lines.at(-std::log(out.gamma));
    if (with.worst > inside) continue;
    for (int places = 1; places <= most_digits; ++places) {
      out.base = places == 1 ? 0.0 : with_digits(with.base, places - 1);
      if (out.base < 0.0) continue;
      if (lines.at(-std::log(out.gamma), out.base).worst <= inside) return out;
    }
  }
  return std::nullopt;
}

}  // namespace taper::inspection
