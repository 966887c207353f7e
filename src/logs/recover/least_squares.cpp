// Levenberg–Marquardt with normal equations in long double: five parameters at most, so that is cheap and enough.
#include "logs/recover/least_squares.hpp"

#include <cmath>
#include <utility>

#include "logs/recover/effort.hpp"

namespace taper::inspection {
namespace {

using vector = std::array<double, most_parameters>;
using matrix = std::array<std::array<long double, most_parameters + 1>, most_parameters>;

double sum_of_squares(const std::vector<double>& r) {
  long double sum = 0.0L;
  for (const double x : r) sum += static_cast<long double>(x) * static_cast<long double>(x);
  return static_cast<double>(sum);
}

// Gauss with pivoting on an n × (n+1) system; false where it is singular.
bool solve(matrix& a, std::size_t n, vector& x) {
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k + 1; i < n; ++i) {
      if (std::abs(a[i][k]) > std::abs(a[pivot][k])) pivot = i;
    }
    if (!(std::abs(a[pivot][k]) > 0.0L)) return false;
    std::swap(a[k], a[pivot]);
    for (std::size_t i = k + 1; i < n; ++i) {
      const long double factor = a[i][k] / a[k][k];
      for (std::size_t j = k; j <= n; ++j) a[i][j] -= factor * a[k][j];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    long double sum = a[k][n];
    for (std::size_t j = k + 1; j < n; ++j) sum -= a[k][j] * static_cast<long double>(x[j]);
    x[k] = static_cast<double>(sum / a[k][k]);
    if (!std::isfinite(x[k])) return false;
  }
  return true;
}

}  // namespace

least_squares_solution minimize(const least_squares_problem& problem, int rounds) {
  const std::size_t n = problem.parameters;
  std::vector<double> r(problem.residuals);
  std::vector<double> r_up(problem.residuals);
  std::vector<double> r_down(problem.residuals);
  std::vector<vector> jacobian(problem.residuals);
  least_squares_solution best{problem.start, 0.0, false};
  if (!problem.evaluate(best.at, r)) return best;
  best.cost = sum_of_squares(r);
  best.valid = std::isfinite(best.cost);
  if (!best.valid) return best;

  double damping = 1e-3;
  int stalled = 0;
  for (int round = 0; round < rounds && stalled < 3; ++round) {
    for (std::size_t j = 0; j < n; ++j) {
      const double h = 1e-6 * problem.scale[j];
      vector up = best.at;
      vector down = best.at;
      up[j] += h;
      down[j] -= h;
      const bool has_up = problem.evaluate(up, r_up);
      const bool has_down = problem.evaluate(down, r_down);
      if (!has_up && !has_down) return best;
      const double width = (has_up ? h : 0.0) + (has_down ? h : 0.0);
      for (std::size_t i = 0; i < problem.residuals; ++i) {
        jacobian[i][j] = ((has_up ? r_up[i] : r[i]) - (has_down ? r_down[i] : r[i])) / width;
      }
    }
    spend(problem.residuals);  // the sums below
    matrix normal{};
    for (std::size_t i = 0; i < problem.residuals; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        const long double scaled =
            static_cast<long double>(jacobian[i][j]) * static_cast<long double>(problem.scale[j]);
        for (std::size_t k = 0; k < n; ++k) {
          normal[j][k] +=
              scaled * static_cast<long double>(jacobian[i][k]) * static_cast<long double>(problem.scale[k]);
        }
        normal[j][n] -= scaled * static_cast<long double>(r[i]);
      }
    }
    bool improved = false;
    for (int attempt = 0; attempt < 12 && !improved; ++attempt) {
      matrix damped = normal;
      for (std::size_t j = 0; j < n; ++j) damped[j][j] *= 1.0L + static_cast<long double>(damping);
      vector move{};
      vector next = best.at;
      bool usable = solve(damped, n, move);
      for (std::size_t j = 0; j < n && usable; ++j) next[j] += move[j] * problem.scale[j];
      usable = usable && problem.evaluate(next, r_up);
      const double cost = usable ? sum_of_squares(r_up) : best.cost;
      if (usable && cost < best.cost) {
        stalled = cost > best.cost * (1.0 - problem.patience) ? stalled + 1 : 0;
        best.at = next;
        best.cost = cost;
        std::swap(r, r_up);
        damping = std::max(damping * 0.1, 1e-15);
        improved = true;
      } else {
        damping = damping < 1e-12 ? 1e-9 : damping * 10.0;
        if (damping > 1e12) break;
      }
    }
    if (!improved) break;
  }
  return best;
}

}  // namespace taper::inspection
