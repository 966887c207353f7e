// Sums over a schedule's past for the three loss laws, grouped by distance: a fit costs the same at any length.
#include "law_features.hpp"

#include <algorithm>
#include <cmath>

namespace taper::detail {
namespace {

// Steps whose distances are within this ratio form a group; the error is second order in it.
constexpr double distance_ratio = 1.09;
constexpr double rate_ratio = 1.10;
// Used as the logarithm of a zero rate.
constexpr double log_of_zero = -690;

/// Sum of values[0 … k), k = 0 … n.
template <class Term>
std::vector<double> prefix_sums(std::size_t count, const Term& term) {
  std::vector<double> sums(count + 1, 0.0);
  for (std::size_t k = 0; k < count; ++k) sums[k + 1] = sums[k] + term(k);
  return sums;
}

}  // namespace

std::size_t shape_count(loss_law law) {
  switch (law) {
    case loss_law::functional_scaling: return 2;
    case loss_law::multi_power: return 3;
    case loss_law::tissue: break;
  }
  return 0;
}

law_features::law_features(loss_law law, std::span<const double> rates, std::size_t warmup_steps,
                           std::span<const std::size_t> after_steps, double memory)
    : law_(law) {
  switch (law) {
    case loss_law::functional_scaling: group_by_distance(rates, after_steps); break;
    case loss_law::multi_power: group_by_distance_and_rate(rates, warmup_steps, after_steps); break;
    case loss_law::tissue: {
      std::vector<double> unwarmed(rates.begin(), rates.end());
      const double peak = *std::max_element(rates.begin(), rates.end());
      std::fill_n(unwarmed.begin(), std::min(warmup_steps, unwarmed.size()), peak);
      sum_momentum(unwarmed, after_steps, memory);
      break;
    }
  }
}

void law_features::group_by_distance(std::span<const double> rates, std::span<const std::size_t> after_steps) {
  const std::vector<double> sum = prefix_sums(rates.size(), [&](std::size_t k) { return rates[k]; });
  const std::vector<double> charge = prefix_sums(rates.size(), [&](std::size_t k) { return rates[k] * rates[k]; });
  // Charge times the distance from the middle of the run; centering avoids cancellation in differences.
  const double middle = 0.5 * sum.back();
  const std::vector<double> moment =
      prefix_sums(rates.size(), [&](std::size_t k) { return rates[k] * rates[k] * (middle - sum[k + 1]); });
  for (const std::size_t n : after_steps) {
    time_.push_back(1 + sum[n]);
    std::vector<group>& groups = groups_.emplace_back();
    for (std::size_t end = n; end > 0;) {  // steps [begin, end), nearest first; step k lies sum[n] - sum[k+1] back
      const double reach = (sum[n] - sum[end]) * distance_ratio;
      const auto first =
          std::lower_bound(sum.begin() + 1, sum.begin() + static_cast<std::ptrdiff_t>(end), sum[n] - reach);
      const std::size_t begin = std::min(static_cast<std::size_t>(first - sum.begin()) - 1, end - 1);
      const double weight = charge[end] - charge[begin];
      if (weight > 0) {
        const double back = sum[n] - middle + (moment[end] - moment[begin]) / weight;
        groups.push_back({weight, std::clamp(back, sum[n] - sum[end], sum[n] - sum[begin + 1]), 0});
      }
      end = begin;
    }
  }
}

void law_features::group_by_distance_and_rate(std::span<const double> rates, std::size_t warmup_steps,
                                              std::span<const std::size_t> after_steps) {
  const std::vector<double> sum = prefix_sums(rates.size(), [&](std::size_t k) { return rates[k]; });
  std::vector<double> log_rate(rates.size());
  for (std::size_t k = 0; k < rates.size(); ++k) log_rate[k] = rates[k] > 0 ? std::log(rates[k]) : log_of_zero;
  const std::size_t first = std::max<std::size_t>(warmup_steps, 1);
  for (const std::size_t n : after_steps) {
    time_.push_back(sum[n]);
    std::vector<group>& groups = groups_.emplace_back();
    group open{0, 0, 0};
    double nearest = 0, newest_log_rate = 0;
    const auto close = [&] {
      if (open.weight != 0) groups.push_back({open.weight, open.distance / open.weight, open.log_rate / open.weight});
      open = {0, 0, 0};
    };
    for (std::size_t k = n; k-- > first;) {
      const double drop = rates[k - 1] - rates[k], back = sum[n] - sum[k];
      if (drop == 0) continue;
      const bool apart =
          back > nearest * distance_ratio || std::abs(log_rate[k] - newest_log_rate) > std::log(rate_ratio);
      if (open.weight == 0 || apart || (drop > 0) != (open.weight > 0)) {
        close();
        nearest = back;
        newest_log_rate = log_rate[k];
      }
      open.weight += drop;
      open.distance += drop * back;
      open.log_rate += drop * log_rate[k];
    }
    close();
  }
}

void law_features::sum_momentum(std::span<const double> rates, std::span<const std::size_t> after_steps,
                                double memory) {
  double sum = 0, momentum = 0, total = 0;
  std::size_t k = 0;
  for (const std::size_t n : after_steps) {
    for (; k < n; ++k) {
      sum += rates[k];
      momentum = memory * momentum + (k > 0 ? rates[k - 1] - rates[k] : 0.0);
      total += momentum;
    }
    time_.push_back(sum);
    constant_past_.push_back(total);
  }
}

double law_features::past(std::size_t i, std::span<const double> shape, shape_gradient& slope) const {
  slope = {};
  double sum = 0;
  switch (law_) {
    case loss_law::tissue: return constant_past_[i];
    case loss_law::functional_scaling: {
      const double c = shape[0], p = shape[1];
      for (const group& g : groups_[i]) {
        const double base = 1 + c * g.distance, log_base = std::log(base);
        const double value = g.weight * std::exp(-p * log_base);
        sum += value;
        slope[0] -= p * value * g.distance / base;
        slope[1] -= value * log_base;
      }
      return sum;
    }
    case loss_law::multi_power: break;
  }
  const double c = shape[0], beta = shape[1], gamma = shape[2];
  for (const group& g : groups_[i]) {
    const double y = std::exp(-gamma * g.log_rate) * g.distance;
    const double base = 1 + c * y, log_base = std::log(base), rest = std::exp(-beta * log_base);
    sum += g.weight * (1 - rest);
    const double by_y = g.weight * beta * rest / base;  // d/d(c y)
    slope[0] += by_y * y;
    slope[1] += g.weight * rest * log_base;
    slope[2] -= by_y * c * y * g.log_rate;
  }
  return sum;
}

double law_value(const law_features& features, std::size_t i, const law_parameters& parameters,
                 std::span<double> gradient) {
  shape_gradient slope;
  const double log_time = std::log(features.time(i)), decay = std::exp(-parameters.power * log_time);
  const double past = features.past(i, parameters.shape, slope), sign = features.sign();
  if (!gradient.empty()) {
    gradient[0] = 1;
    gradient[1] = decay;
    gradient[2] = -parameters.scale * decay * log_time;
    gradient[3] = sign * past;
    for (std::size_t j = 4; j < gradient.size(); ++j) gradient[j] = sign * parameters.gain * slope[j - 4];
  }
  return parameters.floor + parameters.scale * decay + sign * parameters.gain * past;
}

}  // namespace taper::detail
