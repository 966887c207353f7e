// refused: could not convert|no viable conversion|cannot convert
#include "taper/taper.hpp"

int main() {
  // half of the run is percent(50); half a step is nothing
#ifdef TAPER_REFUSED
  const taper::torch::one_cycle s{.max_lr = 0.1, .total_steps = 0.5};
#else
  const taper::torch::one_cycle s{.max_lr = 0.1, .total_steps = taper::percent(50)};
#endif
  (void)s;
}
