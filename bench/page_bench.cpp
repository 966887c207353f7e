// What web/engine/bench.mjs measures in WebAssembly, compiled for this machine: one line of JSON.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "taper/notation.hpp"
#include "taper/verdict.hpp"
#include "taper/verdict/check_json.hpp"
#include "taper/verdict/safe.hpp"

namespace {

/// The shortest of several runs, in milliseconds of processor time.
template <class F>
double shortest(int runs, F&& f) {
  double out = 1e300;
  for (int k = 0; k < runs; ++k) {
    const std::clock_t begin = std::clock();
    f();
    out = std::min(out, 1000.0 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
  }
  return out;
}

}  // namespace

int main(int count, char** specs) {
  std::string out = "{";
  for (int k = 1; k < count; ++k) {
    const taper::run r = taper::parse(specs[k]).value().over(1'000'000);
    std::vector<double> rates(1'000'000);
    out += "\"fill " + std::string(specs[k]) +
           "\":" + std::to_string(shortest(5, [&] { r.fill(0, std::span<double>(rates)); })) +
           ",";  // 1e6 values: ms are ns a value
    const taper::run short_run = taper::parse(specs[k]).value().over(1000);
    std::string written;
    out += "\"check " + std::string(specs[k]) + "\":" +
           std::to_string(shortest(5,
                                   [&] {
                                     const auto c = taper::check(short_run);
                                     if (!c) std::abort();
                                     written = taper::check_json(specs[k], short_run, *c,
                                                                 taper::cosine_baseline_of(short_run));
                                   })) +
           ",";
  }
  const taper::any_window w = taper::parse("poly(i=2)").value().shape;
  const std::vector<double> i = taper::sweep_values(w, "i", taper::interval{0.5, 12.0}, 200).value();
  const std::vector<double> n = taper::sweep_values(w, "n", taper::interval{0.5, 4.0}, 200).value();
  out += "\"map\":" +
         std::to_string(shortest(3,
                                 [&] {
                                   if (taper::verdicts_on_grid(w, "i", i, "n", n, 1000).empty()) std::abort();
                                 })) +
         "}";
  std::puts(out.c_str());
}
