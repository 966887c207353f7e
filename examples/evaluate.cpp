// Ways to get rates: one step, a whole table, strided steps into a float buffer, past the end.
#include <array>
#include <cstdio>
#include <vector>

#include "taper/taper.hpp"

int main() {
  const auto schedule =
      taper::cosine{} | taper::warmup(taper::percent(10)) | taper::floor(taper::percent(10)) | taper::peak(1.0);
  const auto lr = schedule.over(1000);

  const double one = lr(550);                  // a single step; noexcept, from any thread
  const std::vector<double> all = lr.table();  // steps 0 ... 999

  std::array<float, 5> part{};
  lr.fill(0, std::span<float>(part), 200);  // steps 0, 200, 400, 600, 800, rounded to float

  const double after = lr(1'000'000);  // the terminal value: the floor

  std::printf("step 550: %.3f, %zu rates, past the end: %.3f\n", one, all.size(), after);
  for (std::size_t k = 0; k < part.size(); ++k) std::printf("step %3zu: %.4f\n", 200 * k, static_cast<double>(part[k]));
  return all[550] == one && after == 0.1 ? 0 : 1;
}
