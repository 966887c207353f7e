// Predictions of a fitted loss law; extrapolation is refused.
#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "../../support/rounded.hpp"
#include "law_features.hpp"

namespace taper {
namespace {

// Peaks and lengths within this distance of those of the logs count as equal.
constexpr double slack = 0.01;

std::string short_number(double value) { return support::rounded(value, 4); }

/// The reason why this schedule cannot be predicted, if any.
result<void> refusal(const fitted_law& fitted, const schedule_rates& planned) {
  if (planned.rates.empty()) return failed(errc::out_of_range, "the schedule has no steps");
  const double peak = *std::max_element(planned.rates.begin(), planned.rates.end());
  if (!(peak >= fitted.lowest_peak * (1 - slack) && peak <= fitted.highest_peak * (1 + slack))) {
    const bool one = fitted.highest_peak <= fitted.lowest_peak * (1 + slack);
    return failed(errc::unsupported,
                  "peak " + short_number(peak) + " is outside what the logs cover (" +
                      short_number(fitted.lowest_peak) + (one ? ")" : " to " + short_number(fitted.highest_peak) + ")"),
                  "a law fitted at one peak does not apply to another; add a log at that peak");
  }
  const bool two_lengths =
      static_cast<double>(fitted.shortest_run) * (1 + slack) < static_cast<double>(fitted.longest_run);
  const double longest = static_cast<double>(fitted.longest_run) * (two_lengths ? 2 : 1 + slack);
  if (static_cast<double>(planned.rates.size()) > longest) {
    return failed(errc::unsupported,
                  std::to_string(planned.rates.size()) + " steps are more than the logs support (" +
                      std::to_string(static_cast<std::size_t>(longest)) + ")",
                  two_lengths ? "add a longer log" : "add a log of another length");
  }
  return {};
}

detail::law_features features_of(const fitted_law& fitted, const schedule_rates& planned,
                                 std::span<const std::size_t> after_steps) {
  std::vector<double> rates(planned.rates.begin(), planned.rates.end());
  for (double& rate : rates) rate /= fitted.peak_reference;
  const double memory = fitted.law == loss_law::tissue ? fitted.parameters.shape[0] : 0;
  return {fitted.law, rates, planned.warmup_steps, after_steps, memory};
}

}  // namespace

result<loss_prediction> predict_final_loss(const fitted_law& fitted, const schedule_rates& planned) {
  TAPER_CHECK(refusal(fitted, planned));
  const std::size_t end = planned.rates.size();
  const detail::law_features features = features_of(fitted, planned, {&end, 1});
  loss_prediction prediction;
  prediction.loss = prediction.low = prediction.high = detail::law_value(features, 0, fitted.parameters, {});
  std::vector<double> spread;
  for (const law_parameters& p : fitted.resampled) spread.push_back(detail::law_value(features, 0, p, {}));
  if (spread.empty()) return prediction;
  std::sort(spread.begin(), spread.end());
  const auto quantile = [&](double q) {
    const double place = q * static_cast<double>(spread.size() - 1);
    const std::size_t below = static_cast<std::size_t>(place), above = std::min(below + 1, spread.size() - 1);
    return std::lerp(spread[below], spread[above], place - static_cast<double>(below));
  };
  prediction.low = std::min(prediction.loss, quantile(0.05));
  prediction.high = std::max(prediction.loss, quantile(0.95));
  return prediction;
}

result<std::vector<double>> predict_losses(const fitted_law& fitted, const schedule_rates& planned,
                                           std::span<const std::size_t> after_steps) {
  TAPER_CHECK(refusal(fitted, planned));
  for (std::size_t i = 0; i < after_steps.size(); ++i) {
    const std::size_t n = after_steps[i];
    if (n < 1 || n > planned.rates.size() || (i > 0 && n <= after_steps[i - 1])) {
      return failed(errc::out_of_range,
                    "steps must rise from 1 to " + std::to_string(planned.rates.size()) + ", got " + std::to_string(n));
    }
  }
  const detail::law_features features = features_of(fitted, planned, after_steps);
  std::vector<double> losses(after_steps.size());
  for (std::size_t i = 0; i < losses.size(); ++i) losses[i] = detail::law_value(features, i, fitted.parameters, {});
  return losses;
}

}  // namespace taper
