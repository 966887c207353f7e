// Prints rates, verdicts and errors: once with the library, once with the single header (TAPER_SINGLE).
#if defined(TAPER_SINGLE)
#define TAPER_IMPLEMENTATION
#include "taper.hpp"
#else
#include "taper/export.hpp"
#include "taper/taper.hpp"
#include "taper/verdict/check_json.hpp"
#endif
#include <cstdio>

double second_source(std::uint64_t step);

int main() {
  for (const char* spec : {"cosine | warmup(10) | peak(3e-4)", "poly(i=1.8) | hold(50%) | floor(10%)",
                           "sigmoid(i=4) | restarts(3, stretch=2)", "exp(beta=0.05) | kronecker(sorted)",
                           "table([[0,1],[0.3,0.8],[1,0]]) | sampling(midpoint)", "rex | full",
                           "chebyshev(condition=50)", "uba(phi=1)", "linear | warmup(20)"}) {
    const taper::result<taper::schedule> s = taper::parse(spec);
    if (!s) return 1;
    const taper::run r = s->over(100);
    for (std::uint64_t t = 0; t < 103; t += 6) std::printf("%.17g\n", r(t));
    std::printf("%s\n", taper::print(*s).c_str());
    const taper::result<taper::check_report> report = taper::check(r);
    if (report) std::printf("%s\n", taper::check_json(spec, r, *report, taper::cosine_baseline_of(r)).c_str());
    std::printf("%s\n", taper::export_code(r).value().c_str());
  }
  std::printf("%s\n%.17g\n", taper::parse("cosin").error().message.c_str(), second_source(50));
}
