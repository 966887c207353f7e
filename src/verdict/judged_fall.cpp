// Chooses the steps at which a long fall is read.
#include "judged_fall.hpp"

namespace taper::detail {

namespace {

constexpr std::uint64_t walked = 512;           // closed forms up to this length are read step by step
constexpr std::uint64_t walked_rates = 65'536;  // the same for tables and rates, which may have any shape

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
  const std::uint64_t cells = numeric ? 4096 : 256;
  for (std::uint64_t k = 0; k <= cells; ++k) out.push_back(from + scaled_rounded(n - 1, k, cells));
  for (double gap = 1.0; gap < static_cast<double>(n); gap *= 1.25) {
    const auto d = static_cast<std::uint64_t>(gap);
    out.push_back(from + std::min(d, n - 1));
    out.push_back(to - std::min(d, n - 1));
  }
  const auto put_in_order = [&out] {
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
  };
  put_in_order();
  if (!numeric) return out;
  const std::size_t readings = out.size();
  for (std::size_t k = 1; k < readings; ++k) add_cliff(fall, out[k - 1], out[k], out);
  put_in_order();
  return out;
}

}  // namespace taper::detail
