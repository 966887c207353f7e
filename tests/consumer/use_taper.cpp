// What a stranger's program does first: a schedule in C++, one from text, a verdict. Built against taper in every way
// that it is offered.
#include <cmath>
#include <cstdio>
#include <taper/taper.hpp>

int main() {
  const auto typed = taper::poly{.i = 1.8} | taper::warmup(100) | taper::floor(taper::percent(10)) | taper::peak(3e-4);
  const auto run = typed.over(1000);
  const auto parsed = taper::parse("poly(i=1.8) | warmup(100) | floor(10%) | peak(3e-4)");
  if (!parsed) return 1;
  const auto again = parsed->over(1000);
  for (std::uint64_t t = 0; t < 1100; ++t) {
    if (run(t) != again(t)) return 2;
  }
  if (run(0) != 0.0 || run(100) != 3e-4 || std::fabs(run(5000) - 3e-5) > 1e-18) return 3;
  const auto wrong = taper::parse("poly(i=-1)");
  if (wrong || wrong.error().message != "i must be > 0, got -1") return 4;
  const auto report = taper::check(again);
  if (!report) return 5;
  std::printf("%s\n", taper::print(*parsed).c_str());
  return 0;
}
