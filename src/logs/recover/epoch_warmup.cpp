// The ramp of a warmup by batches: one line through the rows, divided by the schedule, must exist.
#include "logs/recover/epoch_warmup.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace taper::inspection {
namespace {

// The share of the way from b to the schedule at which a row may be; empty (low > high) where it is none.
peak_range share_of(const point& row, double b, double target) {
  const double at_low = (row.low - b) / (target - b);
  const double at_high = (row.high - b) / (target - b);
  return {std::min(at_low, at_high), std::max(at_low, at_high)};
}

// Whether some line x = (e + offset) / w, 0 <= offset <= 1, cut off at 1, passes through all intervals: each pair of rows
// bounds its slope, and the tightest slopes are tried.
bool on_one_ramp(std::span<const point> rows, std::span<const peak_range> shares) {
  const double first = static_cast<double>(rows.front().step);
  constexpr int tried = 200;
  for (int i = 0; i <= tried; ++i) {
    const double offset = static_cast<double>(i) / tried;  // epochs done at the end of epoch 0, but for one batch
    double low = 0.0;
    double high = INFINITY;
    for (std::size_t k = 0; k < rows.size(); ++k) {
      const double epochs = static_cast<double>(rows[k].step) - first + offset;
      if (shares[k].high >= 1.0 && shares[k].low <= 1.0 && k + 1 == rows.size()) continue;  // the warmup is over
      if (!(epochs > 0.0)) {
        if (shares[k].low > 0.0) high = -1.0;
        continue;
      }
      low = std::max(low, shares[k].low / epochs);
      high = std::min(high, shares[k].high / epochs);
    }
    const double slack = 1.0 / tried * std::max(low, 0.0);  // of the offsets that are not tried
    if (low <= high + slack) return true;
  }
  return false;
}

}  // namespace

bool is_warmup_by_batches(std::span<const point> rows, const reading& schedule) {
  constexpr std::size_t fewest = 2;
  if (rows.size() < fewest) return false;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].step != rows[i - 1].step + 1) return false;
  }
  constexpr double of_biases = 0.1;
  const double first = static_cast<double>(rows.front().step);
  for (const double b : {0.0, of_biases}) {
    std::vector<peak_range> shares;
    for (const point& row : rows) {
      const double target = schedule.peak * schedule.unit(static_cast<double>(row.step) - first);
      shares.push_back(share_of(row, b, target));
    }
    if (on_one_ramp(rows, shares)) return true;
  }
  return false;
}

}  // namespace taper::inspection
