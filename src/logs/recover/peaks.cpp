// The peaks that rows allow a schedule whose every other number is known.
#include "logs/recover/propose.hpp"

namespace taper::inspection {

double peak_range::choice() const {
  const double round = roundest(low, high);
  constexpr int round_digits = 6;
  if (digits_of(round) <= round_digits) return round;
  const double middle = 0.5 * (low + high);
  const double near = 0.1 * (0.5 * (high - low));
  return roundest(middle - near, middle + near);
}

std::optional<peak_range> peaks_for(const model& m, double ratio, std::span<const point> rows, std::int64_t lag) {
  const auto unit = [&](std::int64_t step) {
    const std::int64_t c = step - lag;
    const double g = m.fraction(c);
    return c < m.warmup ? g : ratio + (1.0 - ratio) * g;
  };
  return peaks_by(unit, rows);
}

}  // namespace taper::inspection
