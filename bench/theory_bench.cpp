// The theory numerics at the sizes of their targets: the last-iterate bound and the noisy quadratic.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "taper/taper.hpp"

namespace {

std::vector<double> window_of(const char* spec, std::size_t steps) {
  return taper::parse(spec).value().over(steps).table();
}

/// Rates in memory, as for the numpy peer.
void bound(benchmark::State& state) {
  const std::vector<double> rates = window_of("cosine", static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(taper::bounds_of(rates));
}

/// The schedule is evaluated on the fly and not stored, as in `taper predict`.
void bound_streamed(benchmark::State& state) {
  const taper::run r = taper::parse("cosine").value().over(static_cast<std::uint64_t>(state.range(0)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        taper::bounds_of(r.steps(), [&](std::uint64_t first, std::span<double> block) { r.fill(first, block); }));
  }
}

void bound_curve(benchmark::State& state) {
  const std::vector<double> rates = window_of("cosine", static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(taper::last_iterate_curve(rates));
}

/// Fifteen shapes at twenty-five peaks each, heavy ball, a hundred bins.
void quadratic_sweep(benchmark::State& state) {
  const taper::noisy_quadratic problem;
  std::vector<std::vector<double>> windows;
  for (const char* spec : {"linear", "cosine", "poly(i=1.8)", "exp(beta=0.99)", "exp(beta=0.05)", "sigmoid(i=4)",
                           "sigmoid(i=40)", "one_minus_sqrt", "rex", "power(p=2)", "linear | cooldown(20%)", "constant",
                           "uba(phi=0.5)", "power(p=0.5)", "cosine(n=1)"})
    windows.push_back(window_of(spec, 1000));
  std::vector<double> peaks(25), losses(25);
  for (std::size_t k = 0; k < peaks.size(); ++k) peaks[k] = 0.01 * static_cast<double>(k + 1);
  for (auto _ : state) {
    for (const std::vector<double>& window : windows) {
      problem.losses(window, peaks, losses);
      benchmark::DoNotOptimize(losses.data());
    }
  }
}

void quadratic_gradient(benchmark::State& state) {
  const taper::noisy_quadratic problem;
  std::vector<double> rates = window_of("linear", 1000), gradient(1000);
  for (double& rate : rates) rate *= 0.1;
  for (auto _ : state) benchmark::DoNotOptimize(problem.gradient(rates, gradient));
}

/// The three peak multipliers against cosine of ten thousand rates.
void multipliers(benchmark::State& state) {
  const std::vector<double> rates = window_of("exp(beta=0.05)", 10'000);
  for (auto _ : state) benchmark::DoNotOptimize(taper::multiplier_against_cosine(rates));
}

void spectrum(benchmark::State& state) {
  const taper::cosine::kernel_type kernel = taper::cosine{}.kernel();
  for (auto _ : state)
    benchmark::DoNotOptimize(taper::spectrum_of([&](double x) { return kernel.value(taper::phase::at(x)); }));
}

const bool registered = [] {
  using benchmark::RegisterBenchmark;
  RegisterBenchmark("bound/memory", bound)->Arg(1'000'000)->Arg(10'000'000)->Unit(benchmark::kMillisecond);
  RegisterBenchmark("bound/streamed", bound_streamed)->Arg(1'000'000)->Arg(100'000'000)->Unit(benchmark::kMillisecond);
  RegisterBenchmark("bound/curve", bound_curve)->Arg(32'000)->Unit(benchmark::kMillisecond);
  RegisterBenchmark("quadratic/sweep", quadratic_sweep)->Unit(benchmark::kMillisecond);
  RegisterBenchmark("quadratic/gradient", quadratic_gradient)->Unit(benchmark::kMillisecond);
  RegisterBenchmark("multipliers", multipliers)->Unit(benchmark::kMillisecond);
  RegisterBenchmark("spectrum", spectrum)->Unit(benchmark::kMillisecond);
  return true;
}();

}  // namespace
