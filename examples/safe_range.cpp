// The parameters with which a family satisfies the rule, for the length of your run.
#include <cstdio>

#include "taper/taper.hpp"

int main() {
  const taper::any_window window = taper::poly{.i = 2.0, .n = 3.0};
  const taper::result<taper::safe_range> area = taper::safe_operating_range(window, "i", 20'000);
  if (!area) {
    std::printf("%s\n", area.error().message.c_str());
    return 1;
  }
  for (const taper::interval& i : area->favorable) std::printf("favorable: %.4f to %.4f\n", i.low, i.high);
  for (const taper::interval& i : area->marginal) std::printf("or marginal: %.4f to %.4f\n", i.low, i.high);
  return area->favorable.size() == 1 ? 0 : 1;
}
