// Windows that need no transcendental function are constant expressions: tables at compile time.
#include <array>
#include <cstdio>

#include "taper/taper.hpp"

constexpr std::array<double, 5> rates = [] {
  std::array<double, 5> out{};
  constexpr auto kernel = taper::rex{.gain = 0.5}.kernel();
  for (std::size_t k = 0; k < out.size(); ++k) out[k] = kernel.value(taper::phase::at(static_cast<double>(k) / 4.0));
  return out;
}();
static_assert(rates[0] == 1.0 && rates[4] == 0.0);

int main() {
  for (const double r : rates) std::printf("%.4f\n", r);
  return 0;
}
