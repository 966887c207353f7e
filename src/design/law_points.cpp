// Checks and averages training logs for the loss laws.
#include "law_points.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>

#include "taper/text.hpp"

namespace taper::detail {
namespace {

constexpr std::size_t least_points = 10;

error fault(std::span<const loss_log> logs, std::size_t at, const std::string& what) {
  const std::string& name = logs[at].name;
  return failed_on(name.empty() ? "log " + std::to_string(at + 1) : name, errc::out_of_range, ": " + what);
}

/// Points after the skipped part, averaged (steps and log losses) to at most max_points.
void thin(const loss_log& log, const law_fit_options& options, fit_points& points) {
  const double skip = options.skip_fraction * static_cast<double>(log.rates.size());
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < log.losses.size(); ++i) {
    const std::size_t n = log.after_steps[i];
    if (static_cast<double>(n) > skip && n > log.warmup_steps) kept.push_back(i);
  }
  const std::size_t bins = std::min(kept.size(), std::max(options.max_points, least_points));
  for (std::size_t b = 0; b < bins; ++b) {
    const std::size_t begin = b * kept.size() / bins, end = (b + 1) * kept.size() / bins;
    double steps = 0, logs = 0;
    for (std::size_t i = begin; i < end; ++i) {
      steps += static_cast<double>(log.after_steps[kept[i]]);
      logs += std::log(log.losses[kept[i]]);
    }
    const double count = static_cast<double>(end - begin);
    points.after_steps.push_back(static_cast<std::size_t>(std::lround(steps / count)));
    points.log_losses.push_back(logs / count);
  }
}

}  // namespace

result<std::vector<fit_points>> points_of(std::span<const loss_log> logs, const law_fit_options& options,
                                          fitted_law& fitted) {
  if (logs.empty()) return failed(errc::missing, "a fit needs at least one log");
  std::vector<fit_points> all;
  for (std::size_t l = 0; l < logs.size(); ++l) {
    const loss_log& log = logs[l];
    if (log.losses.size() != log.after_steps.size()) {
      return fault(
          logs, l,
          std::to_string(log.losses.size()) + " losses but " + std::to_string(log.after_steps.size()) + " steps");
    }
    const bool negative =
        std::any_of(log.rates.begin(), log.rates.end(), [](double r) { return !(r >= 0) || std::isinf(r); });
    if (log.rates.empty() || negative) return fault(logs, l, "every step needs a finite rate >= 0");
    const double peak = *std::max_element(log.rates.begin(), log.rates.end());
    if (!(peak > 0)) return fault(logs, l, "the rates are zero everywhere");
    for (std::size_t i = 0; i < log.losses.size(); ++i) {
      const std::size_t n = log.after_steps[i];
      if (n < 1 || n > log.rates.size() || (i > 0 && n <= log.after_steps[i - 1])) {
        return fault(logs, l,
                     "losses must be measured after 1 to " + std::to_string(log.rates.size()) + " steps, rising; got " +
                         std::to_string(n));
      }
      if (!(log.losses[i] > 0) || std::isinf(log.losses[i])) {
        return fault(logs, l,
                     "a loss must be above zero and finite, got " + print_number(log.losses[i]) + " after " +
                         std::to_string(n) + " steps");
      }
    }
    fit_points points{.rates = log.rates, .warmup_steps = log.warmup_steps, .after_steps = {}, .log_losses = {}};
    thin(log, options, points);
    if (points.after_steps.size() < least_points) {
      return fault(logs, l,
                   "a fit needs at least " + std::to_string(least_points) + " losses after warmup, got " +
                       std::to_string(points.after_steps.size()));
    }
    fitted.highest_peak = std::max(fitted.highest_peak, peak);
    fitted.lowest_peak = l == 0 ? peak : std::min(fitted.lowest_peak, peak);
    fitted.longest_run = std::max(fitted.longest_run, log.rates.size());
    fitted.shortest_run = l == 0 ? log.rates.size() : std::min(fitted.shortest_run, log.rates.size());
    all.push_back(std::move(points));
  }
  fitted.peak_reference = fitted.highest_peak;
  for (fit_points& points : all) {
    for (double& rate : points.rates) rate /= fitted.peak_reference;
  }
  return all;
}

}  // namespace taper::detail
