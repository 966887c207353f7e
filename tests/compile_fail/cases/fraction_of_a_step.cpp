// refused: warmup takes steps. for a part of the run write warmup.taper::percent.10..
#include "taper/taper.hpp"

int main() {
  // a tenth of the run is percent(10); a tenth of a step is nothing
#ifdef TAPER_REFUSED
  const auto s = taper::cosine{} | taper::warmup(0.1);
#else
  const auto s = taper::cosine{} | taper::warmup(taper::percent(10));
#endif
}
