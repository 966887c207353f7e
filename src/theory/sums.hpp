// Compensated summation.
#pragma once

#include <cmath>

namespace taper::detail {

/// sum + error <- sum + error + term, to twice the working precision (Neumaier 1974).
inline void add_with_error(double& sum, double& error, double term) {
  const double total = sum + term;
  error += std::abs(sum) >= std::abs(term) ? (sum - total) + term : (term - total) + sum;
  sum = total;
}

}  // namespace taper::detail
