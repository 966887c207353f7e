// refused: no match for|invalid operands
#include "taper/taper.hpp"

int main() {
  // a schedule has one shape
#ifdef TAPER_REFUSED
  const auto s = taper::cosine{} | taper::linear{};
#else
  const auto s = taper::cosine{} | taper::full;
#endif
}
