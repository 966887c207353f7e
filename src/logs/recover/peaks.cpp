// The peaks that rows allow a schedule whose every other number is known.
#include <algorithm>
#include <cmath>

#include "logs/recover/effort.hpp"
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
  peak_range out{0.0, INFINITY};
  spend(rows.size());
  for (const point& row : rows) {
    const std::int64_t c = row.step - lag;
    const double g = m.fraction(c);
    const double unit = c < m.warmup ? g : ratio + (1.0 - ratio) * g;
    if (!(unit > 0.0)) {
      if (row.low > 0.0 || row.high < 0.0) return std::nullopt;
      continue;
    }
    out.low = std::max(out.low, row.low / unit);
    out.high = std::min(out.high, row.high / unit);
    if (out.low > out.high) return std::nullopt;
  }
  if (!(out.high < INFINITY) || !(out.high > 0.0)) return std::nullopt;
  return out;
}

}  // namespace taper::inspection
