// refused: no match for|invalid operands
#include "taper/taper.hpp"

int main() {
#ifdef TAPER_REFUSED
  const auto s = 3 | taper::warmup(10);
#else
  const auto s = taper::cosine{} | taper::warmup(10);
#endif
}
