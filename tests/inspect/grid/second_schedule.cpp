// The same window over a longer fall, with the floor that gives it the same last rate.
#include "grid/second_schedule.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

#include "taper/notation.hpp"
#include "taper/schedule.hpp"

namespace taper::test {

std::string second_schedule(const grid_case& c, const std::vector<double>& rates) {
  const schedule own = parse(c.spec).value();
  if (own.root || !own.with.floor) return {};
  const double peak = *std::max_element(rates.begin(), rates.end());
  const auto held = static_cast<std::size_t>(std::find(rates.rbegin(), rates.rend(), peak).base() - rates.begin());
  if (held == 0 || held >= rates.size()) return {};
  const std::size_t knee = held - 1;  // the fall begins here
  const double last = rates.back() / peak;
  const std::string decay = "exp(beta=";
  const double beta = c.spec.starts_with(decay) ? std::strtod(c.spec.c_str() + decay.size(), nullptr) : 0.0;
  for (const double factor : {1.02, 1.05, 1.1, 1.2, 1.5, 2.0}) {
    const double length = std::round(static_cast<double>(rates.size() - knee) * factor);
    // A longer exponential decay of the same rate has a smaller parameter.
    const any_window shape = beta > 0.0 ? any_window(taper::exp{.beta = std::pow(beta, factor)}) : own.shape;
    const auto kernel = shape.kernel();
    const auto window = [&](std::size_t t) { return kernel.value(phase::at(static_cast<double>(t - knee) / length)); };
    const double at_last = window(rates.size() - 1);
    const double ratio = (last - at_last) / (1.0 - at_last);
    if (!(ratio >= 0.0)) continue;
    const auto fits = [&](std::int64_t step) {
      const auto t = static_cast<std::size_t>(std::max<std::int64_t>(step - c.lag, 0));
      if (t <= knee || t >= rates.size()) return true;
      const double rate = peak * (ratio + (1.0 - ratio) * window(t));
      return std::abs(rate - rates[t]) <= half_width_of(c.how, rates[t]) + 1e-12 * peak;
    };
    bool all = true;
    for (std::int64_t s = c.first; s < c.end && all; s += c.stride) all = fits(s);
    if (all)
      return "a fall of " + std::to_string(std::llround(length)) + " steps after step " + std::to_string(knee) +
             " to " + std::to_string(100.0 * ratio) + " % of the peak";
  }
  return {};
}

}  // namespace taper::test
