// Moment recursions of the noisy quadratic for groups of eight bins: fixed trip counts vectorize.
#pragma once

#include <algorithm>
#include <cstddef>

#include "taper/theory/quadratic.hpp"

namespace taper::detail {

inline constexpr std::size_t lanes = 8;

/// The constants of a run, one entry per bin of the group.
struct bin_group {
  double curvature[lanes], count[lanes], start[lanes], noise[lanes];
};

inline std::size_t group_count(const quadratic_bins& bins) { return bins.curvature.size() / lanes; }

inline bin_group load_group(const quadratic_bins& bins, std::size_t index) {
  bin_group group;
  std::copy_n(bins.curvature.data() + index * lanes, lanes, group.curvature);
  std::copy_n(bins.count.data() + index * lanes, lanes, group.count);
  std::copy_n(bins.start.data() + index * lanes, lanes, group.start);
  std::copy_n(bins.noise.data() + index * lanes, lanes, group.noise);
  return group;
}

/// A = E x^2, B = E x v, C = E v^2 of every bin of the group.
struct group_moments {
  double a[lanes], b[lanes], c[lanes];
};

inline group_moments starting_moments(const bin_group& group) {
  group_moments m{};
  for (std::size_t i = 0; i < lanes; ++i) m.a[i] = group.start[i];
  return m;
}

/// 1/2 sum count lambda A over the group.
inline double group_loss(const bin_group& group, const group_moments& m) {
  double sum = 0;
  for (std::size_t i = 0; i < lanes; ++i) sum += 0.5 * group.count[i] * group.curvature[i] * m.a[i];
  return sum;
}

struct plain_sgd {
  void step(const bin_group& group, group_moments& m, double rate) const {
    for (std::size_t i = 0; i < lanes; ++i) {
      const double keep = 1 - rate * group.curvature[i];
      m.a[i] = keep * keep * m.a[i] + rate * rate * group.noise[i];
    }
  }
};

struct heavy_ball {
  explicit heavy_ball(double momentum) : beta(momentum) {}
  double beta;
  void step(const bin_group& group, group_moments& m, double rate) const {
    for (std::size_t i = 0; i < lanes; ++i) {
      const double l = group.curvature[i];
      const double q = beta * m.b[i] + l * m.a[i];
      // beta^2 C + 2 beta l B + l^2 A = beta (beta C + l B) + l q
      const double c = beta * (beta * m.c[i] + l * m.b[i]) + l * q + group.noise[i];
      const double b = q - rate * c;
      m.a[i] -= rate * (q + b);
      m.b[i] = b;
      m.c[i] = c;
    }
  }
};

}  // namespace taper::detail
