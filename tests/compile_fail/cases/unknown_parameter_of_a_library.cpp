// refused: no non-static data member|has no .*member|does not refer to any field
#include "taper/taper.hpp"

int main() {
  // PyTorch's name is gamma
#ifdef TAPER_REFUSED
  const taper::torch::step s{.step_size = 30, .factor = 0.1};
#else
  const taper::torch::step s{.step_size = 30, .gamma = 0.1};
#endif
  (void)s;
}
