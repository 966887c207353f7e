// The shortest use: compose a schedule, bind it to a run, ask it for a step.
#include <cstdio>

#include "taper/taper.hpp"

int main() {
  auto schedule = taper::poly{.i = 1.8} | taper::warmup(500) | taper::peak(3e-4);
  auto lr = schedule.over(10'000);  // a run of 10,000 optimizer steps
  double now = lr(4'200);           // any step, in any order; no state

  std::printf("%.17g\n", now);
  return now > 0.0 && now < 3e-4 ? 0 : 1;
}
