// Whole numbers, round fractions and crossings that a real-valued fit suggests.
#pragma once

#include <cstdint>
#include <vector>

#include "logs/recover/fall_fit.hpp"
#include "logs/recover/rise_fit.hpp"

namespace taper::inspection {

/// Whole numbers near x that the rows allow, at most `most`: nearest and roundest first; none if the rows exclude whole
/// numbers.
[[nodiscard]] std::vector<std::int64_t> whole_near(double x, double sigma, bool coarse, std::size_t most = 13);

/// Roundness of a whole number: 10 per factor of 10, less for 5 and 2.
[[nodiscard]] int roundness(std::int64_t n);

/// Adds a value unless it is in the list.
void add_unique(std::vector<std::int64_t>& values, std::int64_t value);

/// Ratios floor / peak that the fit allows: 0 for a floor of 0, else the round one near the fit, then the fit's own.
[[nodiscard]] std::vector<double> floor_ratios(const fall_fit& fit, bool coarse);

/// Whether a number of three digits lies in [low, high]; a quick test before `roundest`.
[[nodiscard]] bool holds_three_digits(double low, double high);

/// The nearest round number if the fraction is within 1e-6 of one (0.1; 1/3 has none), else the fraction itself.
[[nodiscard]] double clean_fraction(double x);

/// The same for a family's parameter (2, 0.5, 1.8).
[[nodiscard]] double clean_parameter(double q);

/// The logged step at which the fit of a fall has the rate `y`; before the start if y is above the peak of the fit and its
/// family goes on there.
[[nodiscard]] double step_at(const fall_fit& fit, double y);

/// The logged step, on the rise's clock, at which a rise crosses a fall whose counter lags `shift` steps more.
[[nodiscard]] double crossing(const fall_fit& fit, const rise_fit& rising, double shift);

}  // namespace taper::inspection
