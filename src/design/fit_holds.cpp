// Fits with a hold of unknown length: an outer search over the length, with a fit for each.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "taper/design/fit.hpp"

namespace taper {

namespace {

constexpr std::array held_families{"linear", "power", "cosine", "exp"};

result<fit_member> fit_behind(const char* family, double hold_percent, const fit_target& target,
                              const fit_options& options) {
  TAPER_TRY(p, parse_pattern(std::string(family) + " | hold(" + print_number(hold_percent) + "%)"));
  return fit(p, target, options);
}

}  // namespace

result<fit_ranking> fit_with_holds(const fit_target& target, const fit_options& options) {
  TAPER_TRY(plain, all_patterns());
  result<fit_ranking> ranking = fit_all(plain, target, options);
  if (!ranking) return ranking;
  for (const char* family : held_families) {
    std::optional<fit_member> best;
    double at = 0;
    const auto consider = [&](double hold) {
      if (hold < 0.5 || hold > 98) return;
      result<fit_member> m = fit_behind(family, hold, target, options);
      if (!m || (best && m->apart.by(options.by) >= best->apart.by(options.by))) return;
      best = *std::move(m);
      at = hold;
    };
    for (double hold = 10; hold < 95; hold += 10) consider(hold);
    for (double step = 5; step > 0.4; step /= 2) {
      const double middle = at;
      consider(std::round(2 * (middle - step)) / 2);
      consider(std::round(2 * (middle + step)) / 2);
    }
    if (best) ranking->members.push_back(*std::move(best));
  }
  std::ranges::stable_sort(ranking->members, {}, [&](const fit_member& m) { return m.apart.by(options.by); });
  const double nearest = ranking->members.front().apart.by(options.by);
  ranking->tied = static_cast<std::size_t>(std::ranges::count_if(
      ranking->members, [&](const fit_member& m) { return m.apart.by(options.by) <= nearest * (1 + 1e-6) + 1e-9; }));
  return ranking;
}

}  // namespace taper
