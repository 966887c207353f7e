// refused: no match for|invalid operands
#include "taper/taper.hpp"

int main() {
#ifdef TAPER_REFUSED
  const auto s = taper::cosine{} | 3e-4;
#else
  const auto s = taper::cosine{} | taper::peak(3e-4);
#endif
}
