// A schedule as input of a loss law: its time, and sums over its past that depend on a few shape parameters.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "taper/design/loss_law.hpp"

namespace taper::detail {

inline constexpr std::size_t max_shapes = 3;
using shape_gradient = std::array<double, max_shapes>;

/// The number of shape parameters that a fit varies (tissue's lambda is chosen from a grid and fixed).
std::size_t shape_count(loss_law law);

/// A schedule at some of its steps. Sums over the past use a few hundred groups of steps at similar distance; their
/// cost does not depend on the length of the run (error below 1e-3 of the sum).
class law_features {
 public:
  /// Rates in units of the reference peak. `memory` is tissue's lambda; the other laws ignore it.
  law_features(loss_law law, std::span<const double> rates, std::size_t warmup_steps,
               std::span<const std::size_t> after_steps, double memory);

  std::size_t size() const { return time_.size(); }
  /// The law's clock at point i: the base of the power law.
  double time(std::size_t i) const { return time_[i]; }
  /// The sum over the past at point i, and its derivatives with respect to the shape parameters.
  double past(std::size_t i, std::span<const double> shape, shape_gradient& slope) const;
  /// Whether the sum over the past is added to the loss (noise) or subtracted from it (decay).
  double sign() const { return law_ == loss_law::functional_scaling ? 1.0 : -1.0; }

 private:
  /// Steps at similar distance in the past: total weight, mean distance, and (multi_power) mean log rate.
  struct group {
    double weight, distance, log_rate;
  };
  void group_by_distance(std::span<const double> rates, std::span<const std::size_t> after_steps);
  void group_by_distance_and_rate(std::span<const double> rates, std::size_t warmup_steps,
                                  std::span<const std::size_t> after_steps);
  void sum_momentum(std::span<const double> rates, std::span<const std::size_t> after_steps, double memory);

  loss_law law_;
  std::vector<double> time_;
  std::vector<std::vector<group>> groups_;  // one list per point
  std::vector<double> constant_past_;       // tissue: S2, which has no shape
};

/// L and its gradient with respect to (floor, scale, power, gain, shape…) at point i.
double law_value(const law_features& features, std::size_t i, const law_parameters& parameters,
                 std::span<double> gradient);

}  // namespace taper::detail
