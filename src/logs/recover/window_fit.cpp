// Variable projection: the search moves start, end and the family's parameters; peak and floor are solved for each.
#include "logs/recover/window_fit.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "logs/recover/effort.hpp"
#include "logs/recover/least_squares.hpp"

namespace taper::inspection {
namespace {

using parameters = std::array<double, most_parameters>;

// A parameter in (0, 1) moves by its logit, one above a bound by its logarithm.
bool is_share(const range& r) { return r.low >= 0.0 && r.high <= 1.0; }
double bound_of(const range& r) { return std::isfinite(r.low) ? r.low : 0.0; }
double to_free(const range& r, double q) {
  return is_share(r) ? std::log(q / (1.0 - q)) : std::log(std::max(q - bound_of(r), 1e-12));
}
double from_free(const range& r, double x) {
  return is_share(r) ? 1.0 / (1.0 + std::exp(-x)) : bound_of(r) + std::exp(x);
}

class projection {
 public:
  projection(const window_fit& guess, const fit_request& known, std::span<const point> rows)
      : guess_(guess), known_(known), rows_(rows), values_(rows.size()) {}

  [[nodiscard]] std::size_t searched() const {
    return (known_.start ? 0u : 1u) + (known_.end ? 0u : 1u) + (known_.fixed_q ? 0u : guess_.family->free);
  }
  [[nodiscard]] parameters pack() const {
    parameters p{};
    std::size_t k = 0;
    if (!known_.start) p[k++] = guess_.start;
    if (!known_.end) p[k++] = guess_.end;
    for (std::size_t i = 0; i < guess_.family->free && !known_.fixed_q; ++i)
      p[k++] = to_free(guess_.family->valid[i], guess_.q[i]);
    return p;
  }
  [[nodiscard]] parameters scales(double run) const {
    parameters p{};
    std::size_t k = 0;
    if (!known_.start) p[k++] = run;
    if (!known_.end) p[k++] = run;
    while (k < searched()) p[k++] = 1.0;
    return p;
  }

  // Solves peak and floor at these parameters and fills the residuals in half widths.
  bool residuals(const parameters& p, std::vector<double>& out, window_fit& f) {
    f = guess_;
    std::size_t k = 0;
    f.start = known_.start ? *known_.start : p[k++];
    f.end = known_.end ? *known_.end : p[k++];
    for (std::size_t i = 0; i < f.family->free && !known_.fixed_q; ++i) f.q[i] = from_free(f.family->valid[i], p[k++]);
    if (!(f.end > f.start) || !f.family->allows(f.q)) return false;
    constexpr std::size_t overhead = 24;  // of a fit, in rates
    spend(rows_.size() + overhead);
    f.family->make(f.q).kernel().visit([&](const auto& kernel) {
      const double length = f.end - f.start;
      for (std::size_t i = 0; i < rows_.size(); ++i) {
        const double s = static_cast<double>(rows_[i].step);
        const double x = (s - f.start) / length;
        values_[i] = x <= 0.0   ? 1.0
                     : x >= 1.0 ? kernel.value(phase{1.0, 0.0})
                                : kernel.value(phase{x, (f.end - s) / length});
      }
    });
    if (!solve(f)) return false;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const double half = 0.5 * (rows_[i].high - rows_[i].low);
      out[i] = (f.floor + (f.peak - f.floor) * values_[i] - rows_[i].value) / half;
    }
    return true;
  }

 private:
  bool solve(window_fit& f) const {
    if (known_.peak && known_.floor) {
      f.peak = *known_.peak;
      f.floor = *known_.floor;
      return f.peak > f.floor;
    }
    if (known_.peak && known_.ratio) {
      f.peak = *known_.peak;
      f.floor = *known_.ratio * f.peak;
      return true;
    }
    long double gg = 0.0L;
    long double gh = 0.0L;
    long double hh = 0.0L;
    long double gy = 0.0L;
    long double hy = 0.0L;
    const double r = known_.ratio.value_or(0.0);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const long double w = 1.0L / static_cast<long double>(rows_[i].high - rows_[i].low);
      const long double g = static_cast<long double>(known_.ratio ? r + (1.0 - r) * values_[i] : values_[i]);
      const long double h = known_.ratio ? 0.0L : 1.0L - g;
      const long double y = static_cast<long double>(rows_[i].value);
      gg += w * w * g * g;
      gh += w * w * g * h;
      hh += w * w * h * h;
      gy += w * w * g * y;
      hy += w * w * h * y;
    }
    if (known_.ratio || known_.floor) {
      if (!(gg > 0.0L)) return false;
      const double floor = known_.floor.value_or(0.0);
      f.peak = static_cast<double>((gy - gh * static_cast<long double>(floor)) / gg);
      f.floor = known_.ratio ? r * f.peak : floor;
    } else if (known_.peak) {
      if (!(hh > 0.0L)) return false;
      f.peak = *known_.peak;
      f.floor = static_cast<double>((hy - gh * static_cast<long double>(f.peak)) / hh);
    } else {
      const long double det = gg * hh - gh * gh;
      if (!(det > 1e-18L * gg * hh)) return false;
      f.peak = static_cast<double>((gy * hh - hy * gh) / det);
      f.floor = static_cast<double>((hy * gg - gy * gh) / det);
    }
    return std::isfinite(f.peak) && f.peak > f.floor;
  }

  const window_fit& guess_;
  const fit_request& known_;
  std::span<const point> rows_;
  std::vector<double> values_;
};

// Square roots of the diagonal of (J'J)^-1; infinite where it is singular.
void find_errors(projection& p, const fit_request& known, const parameters& at, const parameters& scale,
                 std::span<const point> rows, window_fit& f) {
  const std::size_t n = p.searched();
  if (n == 0) return;
  std::vector<std::vector<double>> j(n, std::vector<double>(rows.size()));
  std::vector<double> down(rows.size());
  window_fit scratch;
  for (std::size_t k = 0; k < n; ++k) {
    const double h = 1e-6 * scale[k];
    parameters up_at = at;
    parameters down_at = at;
    up_at[k] += h;
    down_at[k] -= h;
    if (!p.residuals(up_at, j[k], scratch) || !p.residuals(down_at, down, scratch)) return;
    for (std::size_t i = 0; i < rows.size(); ++i) j[k][i] = (j[k][i] - down[i]) / (2e-6);
  }
  std::vector<std::vector<long double>> a(n, std::vector<long double>(2 * n, 0.0L));
  for (std::size_t r = 0; r < n; ++r) {
    for (std::size_t c = 0; c < n; ++c) {
      for (std::size_t i = 0; i < rows.size(); ++i)
        a[r][c] += static_cast<long double>(j[r][i]) * static_cast<long double>(j[c][i]);
    }
    a[r][n + r] = 1.0L;
  }
  std::vector<double> error(n, INFINITY);
  bool regular = true;
  for (std::size_t k = 0; k < n && regular; ++k) {
    regular = a[k][k] > 1e-30L;
    if (!regular) break;
    const long double d = a[k][k];
    for (long double& x : a[k]) x /= d;
    for (std::size_t r = 0; r < n; ++r) {
      if (r == k) continue;
      const long double factor = a[r][k];
      for (std::size_t c = 0; c < 2 * n; ++c) a[r][c] -= factor * a[k][c];
    }
  }
  for (std::size_t k = 0; k < n && regular; ++k)
    error[k] = a[k][n + k] > 0.0L ? std::sqrt(static_cast<double>(a[k][n + k])) : INFINITY;
  std::size_t k = 0;
  if (!known.start) f.start_error = error[k++] * scale[0];
  if (!known.end) {
    f.end_error = error[k] * scale[k];
    ++k;
  }
  for (std::size_t i = 0; k < n; ++i, ++k) {
    const range& r = f.family->valid[i];
    const double slope = is_share(r) ? f.q[i] * (1.0 - f.q[i]) : f.q[i] - bound_of(r);
    f.q_error[i] = error[k] * slope;
  }
}

}  // namespace

std::optional<window_fit> fit_window(const window_fit& guess, const fit_request& known, std::span<const point> rows,
                                     int rounds) {
  if (rows.size() < 2 || exhausted()) return std::nullopt;
  projection p(guess, known, rows);
  const double run = std::max(1.0, static_cast<double>(rows.back().step - rows.front().step));
  window_fit f = guess;
  std::vector<double> r(rows.size());
  parameters at = p.pack();
  const parameters scale = p.scales(run);
  if (p.searched() > 0) {
    least_squares_problem problem;
    problem.parameters = p.searched();
    problem.residuals = rows.size();
    problem.patience = rows.size() < 12 ? 1e-6 : 1e-3;
    problem.start = at;
    problem.scale = scale;
    window_fit scratch;
    problem.evaluate = [&](const std::array<double, most_parameters>& x, std::vector<double>& out) {
      return p.residuals(x, out, scratch);
    };
    const least_squares_solution best = minimize(problem, rounds);
    if (!best.valid) return std::nullopt;
    at = best.at;
  }
  if (!p.residuals(at, r, f)) return std::nullopt;
  f.worst = 0.0;
  for (const double x : r) f.worst = std::max(f.worst, std::abs(x));
  if (!std::isfinite(f.worst)) return std::nullopt;
  constexpr double hopeless = 1e3;  // half widths
  if (f.worst < hopeless) find_errors(p, known, at, scale, rows, f);
  return f;
}

}  // namespace taper::inspection
