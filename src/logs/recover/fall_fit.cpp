// Fits of one family to rows of a fall: a start from the linearized rows, then Levenberg–Marquardt.
#include "logs/recover/fall_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "logs/recover/candidates.hpp"
#include "logs/recover/effort.hpp"
#include "logs/recover/least_squares.hpp"

namespace taper::inspection {
namespace {

using parameters = std::array<double, most_parameters>;

// The parameters that are searched (length, anchor, q) and those that follow linearly (peak, floor).
struct layout {
  bool peak = false;
  bool floor = false;
  bool q = false;
  double anchor = 0.0;  // progress of the step that is searched: the end of the fall, or its start, whichever is near
  [[nodiscard]] std::size_t searched() const { return q ? 3 : 2; }
  [[nodiscard]] std::size_t size() const { return 2u + (peak ? 1u : 0u) + (floor ? 1u : 0u) + (q ? 1u : 0u); }
};

// Peak and floor enter linearly, rate = floor (1 - g) + peak g: weighted least squares in closed form.
void solve_linear(const layout& l, std::span<const point> rows, fall_fit& f) {
  if (!l.peak) return;
  long double gg = 0.0L;
  long double gh = 0.0L;
  long double hh = 0.0L;
  long double gy = 0.0L;
  long double hy = 0.0L;
  for (const point& row : rows) {
    const long double w = 1.0L / static_cast<long double>(row.high - row.low);
    const long double g =
        static_cast<long double>(fall_value(f.form, (static_cast<double>(row.step) - f.start) / f.length));
    const long double y = static_cast<long double>(row.value);
    gg += w * w * g * g;
    gh += w * w * g * (1.0L - g);
    hh += w * w * (1.0L - g) * (1.0L - g);
    gy += w * w * g * y;
    hy += w * w * (1.0L - g) * y;
  }
  if (l.floor) {
    const long double det = gg * hh - gh * gh;
    if (!(det > 0.0L)) return;
    f.peak = static_cast<double>((gy * hh - hy * gh) / det);
    f.floor = static_cast<double>((hy * gg - gy * gh) / det);
  } else if (gg > 0.0L) {
    f.peak = static_cast<double>((gy - gh * static_cast<long double>(f.floor)) / gg);
  }
}

fall_fit unpack(const layout& l, const parameters& p, const fall_fit& base, std::span<const point> rows) {
  fall_fit f = base;
  f.length = p[0];
  f.start = p[1] - l.anchor * f.length;
  if (l.q) f.form.q = p[2];
  if (f.length > 0.0) solve_linear(l, rows, f);
  return f;
}

bool in_domain(const fall_fit& f) {
  if (!(f.length > 0.0) || !(f.peak > f.floor) || !std::isfinite(f.start)) return false;
  switch (f.form.kind) {
    case fall::power: return f.form.q > 0.05 && f.form.q < 20.0;
    case fall::poly: return f.form.q > 0.1 && f.form.q < 60.0;
    case fall::sigmoid: return f.form.q > 0.3 && f.form.q < 60.0;
    case fall::exp_window: return f.form.q > 1e-9 && f.form.q < 1.0 - 1e-6;
    default: return true;
  }
}

// Progress is linear in the step: a line through (step, progress) gives start and length for a given peak and floor.
std::optional<fall_fit> linearized(std::span<const point> rows, fall_fit guess) {
  double n = 0.0;
  double mean_s = 0.0;
  double mean_u = 0.0;
  std::vector<double> u;
  u.reserve(rows.size());
  const double span = guess.peak - guess.floor;
  if (!(span > 0.0)) return std::nullopt;
  for (const point& row : rows) {
    u.push_back(fall_progress(guess.form, (row.value - guess.floor) / span));
    if (!std::isfinite(u.back())) return std::nullopt;
    mean_s += static_cast<double>(row.step);
    mean_u += u.back();
    n += 1.0;
  }
  mean_s /= n;
  mean_u /= n;
  double ss = 0.0;
  double su = 0.0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double ds = static_cast<double>(rows[i].step) - mean_s;
    ss += ds * ds;
    su += ds * (u[i] - mean_u);
  }
  if (!(su > 0.0) || !(ss > 0.0)) return std::nullopt;
  guess.length = ss / su;
  guess.start = mean_s - mean_u * guess.length;
  return guess;
}

fall_fit refine(std::span<const point> rows, layout l, const fall_fit& guess, double run) {
  const double middle = 0.5 * static_cast<double>(rows.front().step + rows.back().step);
  l.anchor = (middle - guess.start) / guess.length > 0.5 ? 1.0 : 0.0;
  least_squares_problem problem;
  problem.parameters = l.searched();
  problem.residuals = rows.size();
  problem.patience = rows.size() < 12 ? 1e-6 : 1e-3;  // few rows make narrow valleys
  problem.start = {guess.length, guess.start + l.anchor * guess.length, guess.form.q};
  problem.scale = {guess.length, std::max(run, 1e-3 * guess.length),
                   guess.form.kind == fall::exp_window ? std::min(guess.form.q, 1.0 - guess.form.q) : guess.form.q};
  problem.evaluate = [&](const parameters& p, std::vector<double>& out) {
    const fall_fit f = unpack(l, p, guess, rows);
    if (!in_domain(f)) return false;
    spend(2 * rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double half = 0.5 * (rows[i].high - rows[i].low);
      out[i] = (f(static_cast<double>(rows[i].step)) - rows[i].value) / half;
    }
    return true;
  };
  const least_squares_solution solution = minimize(problem, rows.size() < 12 ? 300 : 60);
  fall_fit f = guess;
  if (!solution.valid) return f;
  f = unpack(l, solution.at, guess, rows);
  f.worst = 0.0;
  for (const point& row : rows) {
    const double half = 0.5 * (row.high - row.low);
    f.worst = std::max(f.worst, std::abs(f(static_cast<double>(row.step)) - row.value) / half);
  }
  return f;
}

// The uncertainty for an error of half a width in every row: the inverse of the normal matrix, by finite differences.
void estimate_sigmas(std::span<const point> rows, const layout& l, fall_fit& f) {
  const std::size_t n = l.peak ? 3 : 2;
  std::array<std::array<double, 3>, 3> a{};
  const double h_length = 1e-5 * f.length;
  const double h_peak = 1e-6 * f.peak;
  for (const point& row : rows) {
    const double s = static_cast<double>(row.step);
    const double half = 0.5 * (row.high - row.low);
    std::array<double, 3> g{};
    fall_fit moved = f;
    moved.length += h_length;
    g[0] = (moved(s) - f(s)) / (h_length * half);
    moved = f;
    moved.start += h_length;
    g[1] = (moved(s) - f(s)) / (h_length * half);
    moved = f;
    moved.peak += h_peak;
    g[2] = (moved(s) - f(s)) / (h_peak * half);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) a[i][j] += g[i] * g[j];
    }
  }
  const auto minor_ratio = [&](std::size_t k) {  // k-th diagonal entry of the inverse
    if (n == 2) {
      const double det = a[0][0] * a[1][1] - a[0][1] * a[1][0];
      return det > 0.0 ? a[1 - k][1 - k] / det : INFINITY;
    }
    const std::size_t i = (k + 1) % 3;
    const std::size_t j = (k + 2) % 3;
    const double det = a[0][0] * (a[1][1] * a[2][2] - a[1][2] * a[2][1]) -
                       a[0][1] * (a[1][0] * a[2][2] - a[1][2] * a[2][0]) +
                       a[0][2] * (a[1][0] * a[2][1] - a[1][1] * a[2][0]);
    const double minor = a[i][i] * a[j][j] - a[i][j] * a[j][i];
    return det > 0.0 && minor > 0.0 ? minor / det : INFINITY;
  };
  f.length_sigma = std::sqrt(minor_ratio(0));
  f.start_sigma = std::sqrt(minor_ratio(1));
  f.peak_sigma = n == 3 ? std::sqrt(minor_ratio(2)) : 0.0;
}

std::span<const double> guesses_of(fall kind) {
  static constexpr std::array<double, 3> power = {2.0, 0.5, 1.3};
  static constexpr std::array<double, 3> window = {0.5, 0.05, 0.9};
  static constexpr std::array<double, 3> poly = {1.8, 4.0, 0.7};
  static constexpr std::array<double, 2> sigmoid = {4.0, 12.0};
  static constexpr std::array<double, 1> none = {0.0};
  switch (kind) {
    case fall::power: return power;
    case fall::exp_window: return window;
    case fall::poly: return poly;
    case fall::sigmoid: return sigmoid;
    default: return none;
  }
}

}  // namespace

std::vector<point> spread(std::span<const point> window, std::size_t most) {
  if (window.size() <= most) return {window.begin(), window.end()};
  std::vector<point> out;
  out.reserve(most);
  for (std::size_t i = 0; i < most; ++i) out.push_back(window[i * (window.size() - 1) / (most - 1)]);
  return out;
}

std::optional<fall_fit> fit_fall(fall kind, std::span<const point> window, double largest, floor_rule rule,
                                 double floor, std::optional<double> fixed_q) {
  const bool similar = is_self_similar(kind);
  // With a free floor a power's peak is searched too: it and the start are one parameter; searching both is harmless.
  const layout l{.peak = !similar || rule == floor_rule::free,
                 .floor = rule == floor_rule::free,
                 .q = has_parameter(kind) && !fixed_q};
  if (window.size() < std::max<std::size_t>(2, l.size()) || exhausted()) return std::nullopt;
  const std::vector<point> rows = spread(window, 64);
  const double run = static_cast<double>(rows.back().step - rows.front().step);
  const double lowest = rows.back().value;
  static constexpr std::array<double, 7> reach = {1.0, 1.001, 1.05, 1.5, 4.0, 20.0, 200.0};
  static constexpr std::array<double, 1> as_is = {1.0};
  const std::span<const double> factors = similar ? std::span<const double>(as_is) : std::span<const double>(reach);
  std::optional<fall_fit> best;
  const std::span<const double> guesses = fixed_q ? std::span<const double>(&*fixed_q, 1) : guesses_of(kind);
  for (const double q : guesses) {
    for (const double factor : factors) {
      fall_fit guess;
      guess.form = {kind, q};
      guess.peak = (similar ? rows.front().value : largest) * factor;
      guess.floor = rule == floor_rule::given ? floor : 0.9 * lowest;
      std::optional<fall_fit> start = linearized(rows, guess);
      if (!start || !in_domain(*start)) continue;
      const fall_fit f = refine(rows, l, *start, std::max(run, 1.0));
      // Two starts that end at the same misfit: there is no better one.
      const bool again = best && std::abs(f.worst - best->worst) <= 1e-3 * best->worst;
      if (!best || f.worst < best->worst) best = f;
      if (best->worst <= 0.5 || again) break;
    }
    if (best && best->worst <= 0.5) break;
  }
  if (!best) return best;
  // A parameter within the search's error of a round number is set to it; the others follow exactly.
  if (l.q) {
    const double round = clean_parameter(best->form.q);
    if (round != best->form.q && best->worst < 100.0) {
      fall_fit guess = *best;
      guess.form.q = round;
      layout fixed = l;
      fixed.q = false;
      const fall_fit f = refine(rows, fixed, guess, std::max(run, 1.0));
      if (f.worst <= std::max(1.0, best->worst)) best = f;
    }
  }
  // Coarse rounding needs many rows to average it out: once, from the best of the starts.
  constexpr double promising = 4.0;
  const bool coarse = window.front().high - window.front().low > 1e-9 * std::abs(window.front().value);
  if (coarse && best->worst < promising && window.size() > rows.size()) {
    const std::vector<point> many = spread(window, 384);
    *best = refine(many, l, *best, std::max(run, 1.0));
    estimate_sigmas(many, l, *best);
  } else {
    estimate_sigmas(rows, l, *best);
  }
  return best;
}

}  // namespace taper::inspection
