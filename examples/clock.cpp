// Amounts in epochs, samples or tokens: the clock defines one optimizer step.
#include <cstdio>

#include "taper/taper.hpp"

int main() {
  const auto schedule = taper::linear{} | taper::warmup(taper::epochs(2)) | taper::peak(0.1);

  const taper::clock clock = {.steps_per_epoch = 391};
  const auto lr = schedule.over(200 * 391, clock);
  std::printf("peak reached at step %d: %g\n", 2 * 391, lr(2 * 391));

  const auto without = schedule.bind(200 * 391);  // epochs without a clock: an error
  std::printf("%s\n", without.error().message.c_str());
  return lr(2 * 391) == 0.1 && !without ? 0 : 1;
}
