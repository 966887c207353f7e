// refused: no matching function|could not convert|cannot convert|no viable conversion
#include "taper/taper.hpp"

int main() {
  // a floor is a part of the peak; three epochs are no part of it
#ifdef TAPER_REFUSED
  auto s = taper::cosine{} | taper::floor(taper::epochs(3));
#else
  auto s = taper::cosine{} | taper::floor(taper::percent(3));
#endif
  return s.with.floor ? 0 : 1;
}
