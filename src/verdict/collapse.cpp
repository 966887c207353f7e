// Collapse of acceptance: where exp(-delta z) has fallen to 90 % and to 10 % of its start.
#include <cmath>

#include "judged_fall.hpp"
#include "taper/verdict.hpp"

namespace taper {

namespace {

using detail::judged_fall;

/// The first step of the fall at which the odds reach z, if any. The odds of a closed form increase; numeric odds are
/// sampled, and the crossing is found between two samples.
std::optional<std::uint64_t> first_reaching(const judged_fall& fall, double z) {
  std::uint64_t low = fall.first();
  std::uint64_t high = fall.last();
  if (fall.view().may_rise) {
    const std::vector<std::uint64_t> steps = detail::reading_steps(fall, low, high);
    const auto found = std::ranges::find_if(steps, [&](std::uint64_t t) { return fall.odds(t) >= z; });
    if (found == steps.end()) return std::nullopt;
    high = *found;
    if (found != steps.begin()) low = *(found - 1) + 1;
  } else if (fall.odds(high) < z) {
    return std::nullopt;
  }
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (fall.odds(middle) >= z)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

}  // namespace

std::optional<collapse> collapse_of(const fall_view& view, const check_options& how) {
  const judged_fall fall(view, judged_clock::fall);
  if (fall.empty() || !(view.lost({1.0, 0.0}) > 0.0)) return std::nullopt;
  const double z_half = view.odds({0.5, 0.5});
  collapse out;
  out.critical_delta = z_half > 0.0 ? std::log(10.0) / z_half : std::numeric_limits<double>::infinity();
  out.delta = how.delta;
  const auto at_90 = first_reaching(fall, std::log(10.0 / 9.0) / how.delta);
  const auto at_10 = first_reaching(fall, std::log(10.0) / how.delta);
  if (at_90) out.at_90 = view.begin + *at_90;
  if (at_10 && at_90) {
    out.at = view.begin + *at_10;
    out.width = static_cast<double>(*at_10 - *at_90) / view.line.fall_length();
    out.premature = fall.time(*at_10) < 0.5 * view.line.fall_length();
    out.abrupt = *out.width < 0.15;
  }
  return out;
}

}  // namespace taper
