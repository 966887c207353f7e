// refused: no match for call|does not provide a call operator
#include "taper/taper.hpp"

int main() {
  const auto s = taper::cosine{} | taper::warmup(10);
  // a schedule is bound to a length before it is asked for a rate
#ifdef TAPER_REFUSED
  const double lr = s(3);
#else
  const double lr = s.over(100)(3);
#endif
}
