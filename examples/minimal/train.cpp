// A schedule in a training loop: the rate of every step, with the installed library.
#include <cstdio>

#include "taper/taper.hpp"

int main() {
  const taper::run lr = taper::parse("cosine | warmup(10) | peak(3e-4)").value().over(100);
  double sum = 0.0;
  for (std::uint64_t step = 0; step < lr.steps(); ++step) sum += lr(step);
  std::printf("%s, mean rate %.3g\n", taper::print(lr.source()).c_str(), sum / 100.0);
  return taper::check(lr).value().faults.empty() ? 0 : 1;
}
