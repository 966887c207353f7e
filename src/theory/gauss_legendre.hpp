// Sixteen-point Gauss-Legendre quadrature on an interval.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace taper::detail {

inline constexpr std::size_t gauss_points = 16;

struct gauss_rule {
  std::array<double, gauss_points> node;    // on [-1, 1]
  std::array<double, gauss_points> weight;  // sums to 2
};

/// Roots of the Legendre polynomial P_16 by Newton's method from the usual cosine guess, weights 2 / ((1-z^2) P'^2).
inline const gauss_rule& gauss_legendre() {
  static const gauss_rule rule = [] {
    gauss_rule made{};
    for (std::size_t i = 0; i < gauss_points; ++i) {
      double z = std::cos(std::numbers::pi * (static_cast<double>(i) + 0.75) / (gauss_points + 0.5));
      double slope = 1;
      for (int iteration = 0; iteration < 8; ++iteration) {
        double before = 1, here = z;
        for (int k = 2; k <= static_cast<int>(gauss_points); ++k) {
          const double next = ((2 * k - 1) * z * here - (k - 1) * before) / k;
          before = here;
          here = next;
        }
        slope = static_cast<double>(gauss_points) * (z * here - before) / (z * z - 1);
        z -= here / slope;
      }
      made.node[i] = z;
      made.weight[i] = 2 / ((1 - z * z) * slope * slope);
    }
    return made;
  }();
  return rule;
}

/// Integral of f from a to b (negative where b < a): exact for polynomials of degree 31.
template <class Function>
double integrate(const Function& f, double a, double b) {
  const gauss_rule& rule = gauss_legendre();
  const double middle = 0.5 * (a + b), half = 0.5 * (b - a);
  double sum = 0;
  for (std::size_t i = 0; i < gauss_points; ++i) sum += rule.weight[i] * f(middle + half * rule.node[i]);
  return half * sum;
}

}  // namespace taper::detail
