// A custom window: a monotone cubic through given points.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "taper/parameter.hpp"
#include "taper/phase.hpp"
#include "taper/result.hpp"

namespace taper {

/// Table window: the monotone piecewise cubic (Fritsch-Carlson slopes) through given points.
///
///   phi(x_k) = y_k,  0 = x_0 < x_1 < ... < x_m = 1
///
/// Shape    monotone where the points are; it does not overshoot them. It starts and ends at its end points.
/// Units    x and y are pure numbers; multiply by the peak to get a learning rate.
/// Edges    x <= 0 or NaN -> y_0; x >= 1 -> y_m. Never throws.
/// Valid    2 to 1,000,000 points, x strictly increasing from 0 to 1, -1e6 <= y <= 1e6.
/// Safe     judged numerically; a table that rises violates the middle stage.
/// Accuracy 4e-16 absolute for values within [0, 1], and 2^-54 times the slope (owned by conformance/table.json).
/// Source   Fritsch and Carlson 1980, SIAM J. Numer. Anal. 17(2); end slopes as in PCHIP.
class table {
 public:
  using point = std::array<double, 2>;

  /// A table through `points`, or what is wrong with them.
  static result<table> through(std::vector<point> points) {
    const auto bad = [](std::string message) { return failed(errc::out_of_range, std::move(message)); };
    if (points.size() < 2) return bad("a table needs at least two points, got " + std::to_string(points.size()));
    if (points.size() > 1'000'000) return bad("a table takes at most 1000000 points");
    for (std::size_t k = 0; k < points.size(); ++k) {
      const bool finite = std::isfinite(points[k][0]) && std::isfinite(points[k][1]);
      if (!finite) return bad("point " + std::to_string(k) + " of the table is not finite");
      if (std::fabs(points[k][1]) > 1e6) {
        return bad("point " + std::to_string(k) + " of the table is more than 1e6 from zero; 1 is the peak");
      }
      if (k > 0 && !(points[k][0] > points[k - 1][0])) {
        return bad("the x of a table must increase; point " + std::to_string(k) + " does not");
      }
    }
    if (points.front()[0] != 0.0 || points.back()[0] != 1.0) return bad("the x of a table must run from 0 to 1");
    return table(std::move(points));
  }

  [[nodiscard]] std::span<const point> points() const noexcept { return data_->points; }
  [[nodiscard]] const table& kernel() const noexcept { return *this; }

  [[nodiscard]] double value(phase p) const noexcept { return cubic(p, 0.0, 1.0); }
  [[nodiscard]] double complement(phase p) const noexcept { return cubic(p, 1.0, -1.0); }
  [[nodiscard]] double slope(phase p) const noexcept {
    const std::size_t k = segment(p.x);
    const auto& [points, slopes] = *data_;
    const double h = points[k + 1][0] - points[k][0];
    const bool last = k + 2 == points.size();  // there the distance to the end is known exactly
    const double right = std::clamp((last ? p.rest : points[k + 1][0] - p.x) / h, 0.0, 1.0);
    const double left = last ? 1.0 - right : std::clamp((p.x - points[k][0]) / h, 0.0, 1.0);
    const double rise = (points[k + 1][1] - points[k][1]) / h;
    return slopes[k] * right * (1.0 - 3.0 * left) + 6.0 * rise * left * right +
           slopes[k + 1] * left * (3.0 * left - 2.0);
  }
  /// Integral of phi'(x)^2 over [0, 1]: three-point Gauss on each piece, exact for a cubic.
  [[nodiscard]] double dirichlet() const noexcept {
    const double root = std::sqrt(0.6) / 2.0;
    double total = 0.0;
    for (std::size_t k = 0; k + 1 < data_->points.size(); ++k) {
      const double a = data_->points[k][0];
      const double h = data_->points[k + 1][0] - a;
      const auto square = [&](double s) {
        const double d = slope(phase::at(a + h * s));
        return d * d;
      };
      total += h * (5.0 * square(0.5 - root) + 8.0 * square(0.5) + 5.0 * square(0.5 + root)) / 18.0;
    }
    return total;
  }

  /// phi as an export computes it, for x > 0: exact at the ends, accurate near them. `f` writes the code.
  template <class F>
  typename F::number in_code(F& f) const {
    std::vector<double> at;
    std::vector<double> values;
    std::vector<double> slopes;
    for (const point& p : points()) {
      at.push_back(p[0]);
      values.push_back(p[1]);
      slopes.push_back(slope(phase::at(p[0])));
    }
    f.array("AT", std::move(at));
    f.array("VALUES", std::move(values));
    f.array("SLOPES", std::move(slopes));
    using number = typename F::number;
    const number k = f.let("k", f.segment("AT", f.x));
    const number next = k + 1.0;
    const number h = f.let("h", f.element("AT", next) - f.element("AT", k));
    const number u = f.let("u", (f.x - f.element("AT", k)) / h);
    const number v = f.let("v", (f.element("AT", next) - f.x) / h);
    // cubic Hermite polynomial in its symmetric form: exact at both points
    return v * v * (f.element("VALUES", k) * (1.0 + 2.0 * u) + f.element("SLOPES", k) * h * u) +
           u * u * (f.element("VALUES", next) * (1.0 + 2.0 * v) - f.element("SLOPES", next) * h * v);
  }

  static constexpr family_info info{
      .name = "table",
      .summary = "monotone cubic through given points: table([[0,1],[0.5,0.7],[1,0]])",
      .formula = "monotone cubic through the points [x, phi]",
      .limits = "two points give a straight line",
      .source = "Fritsch and Carlson 1980",
  };
  static constexpr std::array<parameter<table>, 0> parameters{};
  friend bool operator==(const table& a, const table& b) noexcept {
    return a.data_ == b.data_ || a.data_->points == b.data_->points;
  }

 private:
  struct contents {
    std::vector<point> points;
    std::vector<double> slopes;
  };

  explicit table(std::vector<point> points) {
    std::vector<double> slopes = monotone_slopes(points);
    data_ = std::make_shared<const contents>(contents{std::move(points), std::move(slopes)});
  }

  [[nodiscard]] std::size_t segment(double x) const noexcept {
    const auto& points = data_->points;
    const auto above =
        std::upper_bound(points.begin(), points.end(), x, [](double v, const point& q) { return v < q[0]; });
    const auto k = static_cast<std::size_t>(above - points.begin());
    return std::clamp<std::size_t>(k, 1, points.size() - 1) - 1;
  }

  /// offset + sign * phi, as a Hermite cubic about the nearer end of its piece.
  [[nodiscard]] double cubic(phase p, double offset, double sign) const noexcept {
    const auto& [points, slopes] = *data_;
    if (!(p.x > 0.0)) return offset + sign * points.front()[1];
    if (!(p.rest > 0.0)) return offset + sign * points.back()[1];
    const std::size_t k = segment(p.x);
    const bool last = k + 2 == points.size();
    const double h = points[k + 1][0] - points[k][0];
    const double from_left = p.x - points[k][0];
    const double from_right = last ? p.rest : points[k + 1][0] - p.x;
    const bool left = from_left <= from_right;
    const double u = (left ? from_left : from_right) / h;
    const double y0 = offset + sign * points[left ? k : k + 1][1];
    const double y1 = offset + sign * points[left ? k + 1 : k][1];
    const double turn = left ? sign * h : -sign * h;
    const double m0 = turn * slopes[left ? k : k + 1];
    const double m1 = turn * slopes[left ? k + 1 : k];
    const double d = y1 - y0;
    return y0 + u * (m0 + u * ((3.0 * d - 2.0 * m0 - m1) + u * (m0 + m1 - 2.0 * d)));
  }

  static std::vector<double> monotone_slopes(const std::vector<point>& points) {
    const std::size_t m = points.size() - 1;
    std::vector<double> h(m);
    std::vector<double> rise(m);
    for (std::size_t k = 0; k < m; ++k) {
      h[k] = points[k + 1][0] - points[k][0];
      rise[k] = (points[k + 1][1] - points[k][1]) / h[k];
    }
    if (m == 1) return {rise[0], rise[0]};
    std::vector<double> out(m + 1, 0.0);
    for (std::size_t k = 1; k < m; ++k) {
      if (rise[k - 1] * rise[k] <= 0.0) continue;  // a turning point stays flat
      const double w0 = 2.0 * h[k] + h[k - 1];
      const double w1 = h[k] + 2.0 * h[k - 1];
      out[k] = (w0 + w1) / (w0 / rise[k - 1] + w1 / rise[k]);
    }
    out[0] = end_slope(h[0], h[1], rise[0], rise[1]);
    out[m] = end_slope(h[m - 1], h[m - 2], rise[m - 1], rise[m - 2]);
    return out;
  }

  /// One-sided three-point slope, limited so that the first piece stays monotone.
  static double end_slope(double h0, double h1, double rise0, double rise1) noexcept {
    const double s = ((2.0 * h0 + h1) * rise0 - h0 * rise1) / (h0 + h1);
    if (s * rise0 <= 0.0) return 0.0;
    if (rise0 * rise1 <= 0.0 && std::fabs(s) > 3.0 * std::fabs(rise0)) return 3.0 * rise0;
    return s;
  }

  std::shared_ptr<const contents> data_;
};

}  // namespace taper
