// Processor time of a piece of work: a busy machine must not make a speed test fail.
#pragma once

#include <algorithm>
#include <ctime>
#include <functional>

namespace taper_test {

/// Processor seconds of the fastest of a few attempts; stops early at the first that takes less than `limit`.
inline double processor_seconds(double limit, const std::function<void()>& work) {
  double best = 1e300;
  for (int attempt = 0; attempt < 4 && best >= limit; ++attempt) {
    const std::clock_t start = std::clock();
    work();
    best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  return best;
}

}  // namespace taper_test
