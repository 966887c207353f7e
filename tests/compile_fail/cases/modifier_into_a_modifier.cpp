// refused: no match for|invalid operands
#include "taper/taper.hpp"

int main() {
  // a schedule begins with its shape
#ifdef TAPER_REFUSED
  const auto s = taper::warmup(10) | taper::floor(taper::percent(10));
#else
  const auto s = taper::cosine{} | taper::warmup(10) | taper::floor(taper::percent(10));
#endif
}
