// Schedules from text, such as a line of a configuration file: a value, or an error that says what is wrong and where.
#include <cstdio>
#include <string>

#include "taper/taper.hpp"

int main() {
  for (const std::string text : {"poly(i=1.80, n=2) | peak(3e-4) | warmup(500)", "poly(i=-1)", "cosin"}) {
    const taper::result<taper::schedule> s = taper::parse(text);
    if (!s) {
      std::printf("%s\n", taper::explain(s.error(), text).c_str());
      continue;
    }
    const taper::result<taper::run> lr = s->bind(10'000);  // the length may be what is wrong
    if (!lr) continue;
    std::printf("%s\n  at its peak: %g\n", taper::print(*s).c_str(), (*lr)(500));
  }
  return 0;
}
