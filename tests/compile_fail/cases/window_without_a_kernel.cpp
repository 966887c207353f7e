// refused: constraints not satisfied|unsatisfied constraints|no match for|invalid operands
#include "taper/taper.hpp"

struct step_down {
  double at = 0.5;
  friend bool operator==(const step_down&, const step_down&) = default;
#ifndef TAPER_REFUSED
  struct kernel_type {
    double at;
    double value(taper::phase p) const noexcept { return p.x < at ? 1.0 : 0.0; }
    double complement(taper::phase p) const noexcept { return p.x < at ? 0.0 : 1.0; }
    double slope(taper::phase) const noexcept { return 0.0; }
  };
  kernel_type kernel() const noexcept { return {at}; }
  double dirichlet() const noexcept { return 1.0; }
#endif
};

int main() {
  // a window of one's own is welcome, if it can be evaluated
  const auto s = step_down{} | taper::warmup(10);
}
