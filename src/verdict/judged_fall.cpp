// Chooses the steps at which a long fall is read.
#include "judged_fall.hpp"

#include <algorithm>
#include <array>

namespace taper::detail {

namespace {

constexpr std::uint64_t walked = 512;           // closed forms up to this length are read step by step
constexpr std::uint64_t walked_rates = 65'536;  // the same for tables and rates, which may have any shape

void put_in_order(std::vector<std::uint64_t>& steps) {
  std::ranges::sort(steps);
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
}

/// Steps from … to in so many cells, and denser near both ends.
std::vector<std::uint64_t> make_grid(std::uint64_t from, std::uint64_t to, std::uint64_t cells) {
  std::vector<std::uint64_t> out;
  const std::uint64_t n = to - from + 1;
  for (std::uint64_t k = 0; k <= cells; ++k) out.push_back(from + scaled_rounded(n - 1, k, cells));
  for (double gap = 1.0; gap < static_cast<double>(n); gap *= 1.25) {
    const auto d = static_cast<std::uint64_t>(gap);
    out.push_back(from + std::min(d, n - 1));
    out.push_back(to - std::min(d, n - 1));
  }
  put_in_order(out);
  return out;
}

/// Both sides of the largest drop or climb between two steps, if it is a cliff.
void add_cliff(const judged_fall& fall, std::uint64_t low, std::uint64_t high, std::vector<std::uint64_t>& into) {
  double left = fall.window(low);
  double right = fall.window(high);
  if (std::fabs(left - right) < 1e-3) return;
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    const double w = fall.window(middle);
    if (std::fabs(left - w) >= std::fabs(w - right)) {
      high = middle;
      right = w;
    } else {
      low = middle;
      left = w;
    }
  }
  into.push_back(low);
  into.push_back(high);
}

/// The grid of a formula depends only on the steps, and a search for a safe range judges thousands of formulas on one: the
/// last one is kept. An array, so that no destructor runs when a thread ends.
std::vector<std::uint64_t> grid_of_formula(std::uint64_t from, std::uint64_t to) {
  struct kept_grid {
    std::uint64_t from = 1;
    std::uint64_t to = 0;
    std::size_t count = 0;
    std::array<std::uint64_t, 704> steps{};  ///< 257 cells, and 2 x 196 steps near the ends of 2^63
  };
  thread_local kept_grid kept;
  if (kept.from != from || kept.to != to) {
    std::vector<std::uint64_t> grid = make_grid(from, to, 256);
    std::ranges::copy(grid, kept.steps.begin());
    kept.from = from;
    kept.to = to;
    kept.count = grid.size();
    return grid;
  }
  return {kept.steps.begin(), kept.steps.begin() + static_cast<std::ptrdiff_t>(kept.count)};
}

}  // namespace

std::vector<std::uint64_t> reading_steps(const judged_fall& fall, std::uint64_t from, std::uint64_t to) {
  std::vector<std::uint64_t> out;
  const std::uint64_t n = to - from + 1;
  const bool numeric = fall.view().may_rise;
  if (n <= (numeric ? walked_rates : walked)) {
    out.reserve(n);
    for (std::uint64_t t = from; t <= to; ++t) out.push_back(t);
    return out;
  }
  if (!numeric) return grid_of_formula(from, to);
  out = make_grid(from, to, 4096);
  const std::size_t readings = out.size();
  for (std::size_t k = 1; k < readings; ++k) add_cliff(fall, out[k - 1], out[k], out);
  put_in_order(out);
  return out;
}

}  // namespace taper::detail
