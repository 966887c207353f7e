// Chooses the points of a table: closer where the function bends.
#include "taper/table_of.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "../support/rounded.hpp"
#include "taper/text.hpp"

namespace taper {

namespace {

double rounded(double v) {
  double out = v;
  read_number(support::rounded(v, 11, support::digits_form::scientific), out);
  return out;
}

/// The allowed difference at a value: small near 0 and 1, where the odds are sensitive to it.
double allowed(double y, const table_of_options& options) {
  const double near = std::max(std::min(std::fabs(y), std::fabs(1.0 - y)), 1e-9);
  return std::min(options.tolerance, options.relative * near);
}

}  // namespace

result<tabulated> table_of(const std::function<double(phase)>& f, const table_of_options& options) {
  std::vector<double> at;
  for (int k = 0; k <= 8; ++k) at.push_back(k / 8.0);
  for (const double b : options.breaks) {
    if (b > 0.0 && b < 1.0) at.push_back(b);
  }
  std::ranges::sort(at);
  at.erase(std::unique(at.begin(), at.end(), [](double a, double b) { return b - a < 1e-12; }), at.end());
  at.back() = 1.0;
  while (true) {
    std::vector<table::point> points;
    for (const double x : at) {
      const double y = f(phase::at(x));
      if (!std::isfinite(y)) return failed(errc::out_of_range, "the window is not finite at x = " + print_number(x));
      points.push_back({x, rounded(y)});
    }
    TAPER_TRY(t, table::through(std::move(points)));
    double worst = 0.0;
    std::vector<double> next{0.0};
    for (std::size_t k = 0; k + 1 < at.size(); ++k) {
      const double h = at[k + 1] - at[k];
      bool follows = true;
      for (const double s : {0.25, 0.5, 0.75}) {
        const phase p = phase::at(at[k] + s * h);
        const double y = f(p);
        const double off = std::fabs(t.value(p) - y);
        if (!std::isfinite(off)) continue;
        worst = std::max(worst, off);
        follows = follows && off <= allowed(y, options);
      }
      if (!follows && h > 1e-12) next.push_back(at[k] + 0.5 * h);
      next.push_back(at[k + 1]);
    }
    const bool enough = next.size() == at.size() || next.size() > options.most_points;
    if (enough) return tabulated{std::move(t), worst};
    at = std::move(next);
  }
}

}  // namespace taper
