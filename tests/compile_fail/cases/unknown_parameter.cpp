// refused: no non-static data member|has no .*member|does not refer to any field
#include "taper/taper.hpp"

int main() {
  // sigmoid has no beta
#ifdef TAPER_REFUSED
  const taper::sigmoid s{.beta = 0.5};
#else
  const taper::sigmoid s{.i = 4};
#endif
}
