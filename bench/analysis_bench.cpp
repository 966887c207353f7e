// Judging: a verdict is analysis, so its time does not grow with the length of the run.
#include <benchmark/benchmark.h>

#include <string>

#include "taper/taper.hpp"

namespace {

void judge(benchmark::State& state, const char* spec) {
  const taper::run r = taper::parse(spec).value().over(static_cast<std::uint64_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(taper::check(r));
}

void read(benchmark::State& state, const char* spec) {
  for (auto _ : state) benchmark::DoNotOptimize(taper::parse(spec));
}

const bool registered = [] {
  for (const char* spec : {"cosine", "poly(i=1.8)", "sigmoid(i=4)", "exp(beta=0.05)",
                           "cosine | warmup(2%) | floor(10%)", "cosine | restarts(5, stretch=2)"}) {
    benchmark::RegisterBenchmark((std::string("check/") + spec).c_str(),
                                 [spec](benchmark::State& state) { judge(state, spec); })
        ->Arg(1000)
        ->Arg(1'000'000'000)
        ->Unit(benchmark::kMicrosecond);
  }
  const char* full = "poly(i=1.8, n=2) | warmup(500) | hold(50%) | floor(10%) | peak(3e-4)";
  benchmark::RegisterBenchmark("notation/parse", [full](benchmark::State& state) { read(state, full); });
  return true;
}();

}  // namespace
