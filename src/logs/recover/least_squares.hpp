// Levenberg–Marquardt for a handful of parameters: the refinement behind every recovered schedule.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <vector>

namespace taper::inspection {

inline constexpr std::size_t most_parameters = 5;

/// A problem: residuals of the parameters. `scale` is a typical size of each parameter.
struct least_squares_problem {
  std::size_t parameters = 0;
  std::array<double, most_parameters> start{};
  std::array<double, most_parameters> scale{};
  std::size_t residuals = 0;
  double patience = 1e-3;  ///< three steps that gain less than this part of the cost end the search
  /// Fills `out`; false where the parameters are outside their domain.
  std::function<bool(const std::array<double, most_parameters>&, std::vector<double>& out)> evaluate;
};

struct least_squares_solution {
  std::array<double, most_parameters> at{};
  double cost = 0.0;  ///< sum of squares
  bool valid = false;
};

/// Minimizes the sum of squares with central differences; at most `rounds` accepted steps.
///
/// If the residuals can vanish, it converges to rounding error, although the Jacobian is approximate.
[[nodiscard]] least_squares_solution minimize(const least_squares_problem& problem, int rounds = 60);

}  // namespace taper::inspection
