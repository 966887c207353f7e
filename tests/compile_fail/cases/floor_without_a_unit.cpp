// refused: no matching function|could not convert|no viable conversion
#include "taper/taper.hpp"

int main() {
  // a tenth of the peak, or a rate of a tenth?
#ifdef TAPER_REFUSED
  const auto s = taper::cosine{} | taper::floor(0.1);
#else
  const auto s = taper::cosine{} | taper::floor(taper::percent(10));
#endif
}
