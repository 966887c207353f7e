// Rank statistics.
#include "taper/evidence/rank.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <random>

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

double partial_rank_correlation(std::span<const double> a, std::span<const double> b, std::span<const double> c) {
  const double ab = rank_correlation(a, b), ac = rank_correlation(a, c), bc = rank_correlation(b, c);
  const double rest = (1 - ac * ac) * (1 - bc * bc);
  return rest > 1e-12 ? (ab - ac * bc) / std::sqrt(rest) : nothing;
}

rank_interval bootstrap_rank_correlation(std::span<const double> a, std::span<const double> b, std::size_t draws) {
  const std::size_t n = std::min(a.size(), b.size());
  std::mt19937_64 random(n);
  std::vector<double> x(n), y(n), found;
  for (std::size_t d = 0; d < draws; ++d) {
    for (std::size_t k = 0; k < n; ++k) {
      const std::size_t at = random() % n;
      x[k] = a[at];
      y[k] = b[at];
    }
    const double rho = rank_correlation(x, y);
    if (!std::isnan(rho)) found.push_back(rho);
  }
  if (n == 0 || 2 * found.size() < draws) return {nothing, nothing};
  std::sort(found.begin(), found.end());
  const auto at = [&](double q) { return found[static_cast<std::size_t>(q * static_cast<double>(found.size() - 1))]; };
  return {at(0.025), at(0.975)};
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
