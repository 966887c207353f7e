// refused: cannot convert|cannot initialize
#include "taper/taper.hpp"

int main() {
#ifdef TAPER_REFUSED
  const auto s = taper::cosine{} | taper::peak("3e-4");
#else
  const auto s = taper::cosine{} | taper::peak(3e-4);
#endif
}
