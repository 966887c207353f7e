// Lines and logarithms through the rows of a warmup.
#include "logs/recover/rise_fit.hpp"

#include <algorithm>
#include <cmath>

namespace taper::inspection {
namespace {

std::size_t count_through(const rise_fit& f, std::span<const point> rows) {
  return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [&](const point& p) {
    const double at = f(static_cast<double>(p.step));
    const double slack = 0.5 * (p.high - p.low);
    return at >= p.low - slack && at <= p.high + slack;
  }));
}

void add_line(const point& a, const point& b, std::span<const point> rows, std::vector<rise_fit>& out) {
  const double run = static_cast<double>(b.step - a.step);
  if (!(run > 0.0) || !(b.value > a.value)) return;
  rise_fit f;
  f.slope = (b.value - a.value) / run;
  f.zero = static_cast<double>(a.step) - a.value / f.slope;
  f.slope_error = (0.5 * (a.high - a.low) + 0.5 * (b.high - b.low)) / run;
  f.rows = count_through(f, rows);
  out.push_back(f);
}

// The least-squares line: with coarse rounding many rows determine it better than two.
void add_average_line(std::span<const point> rows, std::vector<rise_fit>& out) {
  const double n = static_cast<double>(rows.size());
  double mean_s = 0.0;
  double mean_y = 0.0;
  double width = 0.0;
  for (const point& p : rows) {
    mean_s += static_cast<double>(p.step) / n;
    mean_y += p.value / n;
    width += 0.5 * (p.high - p.low) / n;
  }
  double ss = 0.0;
  double sy = 0.0;
  for (const point& p : rows) {
    const double ds = static_cast<double>(p.step) - mean_s;
    ss += ds * ds;
    sy += ds * (p.value - mean_y);
  }
  if (!(ss > 0.0) || !(sy > 0.0)) return;
  rise_fit f;
  f.slope = sy / ss;
  f.zero = mean_s - mean_y / f.slope;
  f.slope_error = width / std::sqrt(ss);
  f.rows = count_through(f, rows);
  out.push_back(f);
}

void add_logarithm(const point& a, const point& b, double zero, std::span<const point> rows,
                   std::vector<rise_fit>& out) {
  const double xa = static_cast<double>(a.step) - zero;
  const double xb = static_cast<double>(b.step) - zero;
  if (!(xa >= 1.0) || !(xb > xa)) return;
  rise_fit f;
  f.kind = ramp_kind::logarithm;
  f.slope = (b.value - a.value) / std::log(xb / xa);
  f.zero = zero;
  f.base = a.value - f.slope * std::log(xa);
  f.slope_error = (0.5 * (a.high - a.low) + 0.5 * (b.high - b.low)) / std::log(xb / xa);
  f.rows = count_through(f, rows);
  if (std::abs(f.base) < f.slope_error * std::log(xb) + 1e-12 * b.value) f.base = 0.0;
  if (f.slope > 0.0 && f.base >= 0.0) out.push_back(f);
}

}  // namespace

double rise_fit::operator()(double step) const noexcept {
  return kind == ramp_kind::logarithm ? base + slope * std::log(step - zero) : slope * (step - zero);
}

std::vector<rise_fit> fit_rises(std::span<const point> rows) {
  std::vector<rise_fit> out;
  const std::size_t n = rows.size();
  if (n < 2) return out;
  if (n >= 4) add_average_line(rows, out);
  add_line(rows[0], rows[n - 1], rows, out);
  const std::size_t stride = std::max<std::size_t>(1, n / 24);
  for (std::size_t i = 0; i + stride < n; i += stride) add_line(rows[i], rows[i + stride], rows, out);
  if (n >= 3) {
    add_line(rows[1], rows[n - 1], rows, out);
    add_line(rows[0], rows[n - 2], rows, out);
    add_line(rows[n / 2], rows[n - 1], rows, out);
    add_line(rows[0], rows[n / 2], rows, out);
  }
  for (int lag = 0; lag <= 3; ++lag) {
    const double zero = static_cast<double>(lag) - 1.0;
    add_logarithm(rows[0], rows[n - 1], zero, rows, out);
    if (n >= 3) add_logarithm(rows[n - 2], rows[n - 1], zero, rows, out);
  }
  std::stable_sort(out.begin(), out.end(), [](const rise_fit& a, const rise_fit& b) { return a.rows > b.rows; });
  // Drop those that repeat one that is already there.
  std::vector<rise_fit> kept;
  for (const rise_fit& f : out) {
    const bool seen = std::any_of(kept.begin(), kept.end(), [&](const rise_fit& k) {
      return k.kind == f.kind && std::abs(k.slope - f.slope) <= 1e-9 * f.slope && std::abs(k.zero - f.zero) <= 1e-6;
    });
    if (!seen) kept.push_back(f);
    if (kept.size() == 8) break;
  }
  return kept;
}

}  // namespace taper::inspection
