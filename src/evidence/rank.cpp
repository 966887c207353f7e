// Rank statistics.
#include "taper/evidence/rank.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>

namespace taper {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

}  // namespace

std::vector<double> ranks_of(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t from = 0; from < order.size();) {
    std::size_t to = from + 1;
    while (to < order.size() && values[order[to]] == values[order[from]]) ++to;
    for (std::size_t k = from; k < to; ++k) ranks[order[k]] = 0.5 * static_cast<double>(from + to + 1);
    from = to;
  }
  return ranks;
}

double rank_correlation(std::span<const double> a, std::span<const double> b) {
  const std::size_t n = std::min(a.size(), b.size());
  if (n < 3) return nothing;
  const std::vector<double> x = ranks_of(a.first(n)), y = ranks_of(b.first(n));
  const double mean = 0.5 * static_cast<double>(n + 1);
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t k = 0; k < n; ++k) {
    xy += (x[k] - mean) * (y[k] - mean);
    xx += (x[k] - mean) * (x[k] - mean);
    yy += (y[k] - mean) * (y[k] - mean);
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : nothing;
}

double area_under_curve(std::span<const double> scores, const std::vector<bool>& in_class) {
  const std::vector<double> ranks = ranks_of(scores);
  double inside = 0, sum = 0;
  for (std::size_t k = 0; k < ranks.size(); ++k) {
    if (!in_class[k]) continue;
    inside += 1;
    sum += ranks[k];
  }
  const double outside = static_cast<double>(ranks.size()) - inside;
  if (inside == 0 || outside == 0) return nothing;
  return (sum - 0.5 * inside * (inside + 1)) / (inside * outside);
}

}  // namespace taper
