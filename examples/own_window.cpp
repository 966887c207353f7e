// A custom window: a kernel with value, complement and slope, and the family that creates it.
#include <cmath>
#include <cstdio>

#include "taper/taper.hpp"

/// phi(x) = (1 - x)(1 + x/2), a parabola from 1 to 0.
struct parabola {
  struct kernel_type {
    double value(taper::phase p) const noexcept { return p.rest * (1.0 + 0.5 * p.x); }
    double complement(taper::phase p) const noexcept { return 0.5 * p.x * (1.0 + p.x); }  // 1 - phi, uncanceled
    double slope(taper::phase p) const noexcept { return -0.5 - p.x; }
  };
  kernel_type kernel() const noexcept { return {}; }
  double dirichlet() const noexcept { return 13.0 / 12.0; }  // integral of slope squared
  friend bool operator==(const parabola&, const parabola&) = default;
};
static_assert(taper::window<parabola>);

int main() {
  const auto lr = (parabola{} | taper::warmup(100) | taper::peak(3e-4)).over(1000);
  std::printf("%g %g %g\n", lr(0), lr(100), lr(999));
  return lr(100) == 3e-4 ? 0 : 1;
}
