// A combined schedule and a separate plateau rule.
#include <cstdint>
#include <cstdio>
#include <string>

#include "taper/algebra.hpp"
#include "taper/algebra/plateau.hpp"
#include "taper/notation.hpp"

int main() {
  const taper::schedule s =
      taper::sequence({taper::constant{} | taper::warmup(500), taper::one_minus_sqrt{}}, {taper::percent(80)}) |
      taper::peak(3e-4);
  const auto run = s.over(20'000);
  const double validation_loss = 2.5;
  const std::uint64_t step = 1000;
  taper::plateau rule = taper::plateau::parse("plateau(factor=0.5, patience=3)").value();
  const double rate = run(step) * rule.observe(validation_loss);
  const std::string state = rule.save();  // one line of JSON; taper::plateau::restored(state) resumes from it
  std::printf("%s\n%g %s\n", taper::print(s).c_str(), rate, state.c_str());
  return taper::plateau::restored(state).value() == rule && rate == 3e-4 ? 0 : 1;
}
