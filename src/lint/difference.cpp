// Where two schedules part.
#include <algorithm>
#include <cmath>

#include "taper/lint.hpp"

namespace taper {

std::optional<schedule_difference> difference_between(const run& a, const run& b) {
  constexpr double rounding = 1e-9;  // formulas of one schedule differ by less
  std::optional<schedule_difference> out;
  double most = 0.0;
  const std::uint64_t common = std::min(a.steps(), b.steps());
  for (std::uint64_t t = 0; t < common; ++t) {
    const double first = a(t);
    const double second = b(t);
    const double apart = std::abs(first - second);
    if (apart <= rounding * std::max(std::abs(first), std::abs(second))) continue;
    if (!out) out = schedule_difference{{t, first, second}, {t, first, second}};
    if (apart <= most) continue;
    most = apart;
    out->largest = {t, first, second};
  }
  return out;
}

}  // namespace taper
