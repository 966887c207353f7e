// refused: nodiscard|ignoring return
#include "taper/taper.hpp"

int main() {
  // a discarded error
#ifdef TAPER_REFUSED
  taper::parse("poly(i=-1)");
#else
  (void)taper::parse("poly(i=-1)");
#endif
}
