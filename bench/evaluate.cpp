// One evaluation of a schedule: the family known, the family erased, in bulk; beside the formula by hand on libm and a
// std::function of it, which is what a LambdaLR is. Run with script/bench.
#include <benchmark/benchmark.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "taper/taper.hpp"

namespace {

constexpr std::uint64_t steps = 1'000'000;
constexpr double peak_lr = 3e-4;

/// Calls f(t) for steps spread over the run; reports the time of one call.
template <class F>
void every_step(benchmark::State& state, F&& f) {
  std::uint64_t t = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(f(t));
    t += 7919;
    if (t >= steps) t -= steps;
  }
}

template <class W>
void known(benchmark::State& state, W window) {
  const auto run = (taper::basic_schedule<W>{window, {}} | taper::peak(peak_lr)).over(steps);
  every_step(state, [&](std::uint64_t t) { return run(t); });
}

template <class W>
void erased(benchmark::State& state, W window) {
  const taper::run run = (taper::erase(window) | taper::peak(peak_lr)).over(steps);
  every_step(state, [&](std::uint64_t t) { return run(t); });
}

template <class W>
void bulk(benchmark::State& state, W window) {
  const taper::run run = (taper::erase(window) | taper::peak(peak_lr)).over(steps);
  std::vector<double> rates(65536);
  for (auto _ : state) {
    run.fill(0, std::span<double>(rates));
    benchmark::DoNotOptimize(rates.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rates.size()));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(rates.size() * sizeof(double)));
}

/// The formula as one writes it, x = t / T, on libm.
double by_hand(const std::string& family, double x) {
  if (family == "cosine") return 0.5 * (1.0 + std::cos(3.14159265358979323846 * x));
  if (family == "poly") return std::pow(1.0 - std::pow(x, 1.8), 2.0);
  if (family == "exp") return (std::pow(0.5, x) - 0.5) / 0.5;
  if (family == "sigmoid") {
    const auto h = [](double v) { return 1.0 / (1.0 + std::pow(2.0, 8.0 * (v - 0.5))); };
    return (h(x) - h(1.0)) / (h(0.0) - h(1.0));
  }
  return 1.0 - x;
}

void lambda(benchmark::State& state, const std::string& family) {
  const std::function<double(std::uint64_t)> f = [family](std::uint64_t t) {
    return peak_lr * by_hand(family, static_cast<double>(t) / static_cast<double>(steps));
  };
  every_step(state, [&](std::uint64_t t) { return f(t); });
}

/// What memory allows: writing the same bytes as `bulk`, and nothing else.
void store_only(benchmark::State& state) {
  std::vector<double> rates(65536);
  for (auto _ : state) {
    std::fill(rates.begin(), rates.end(), 1.0);
    benchmark::DoNotOptimize(rates.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rates.size()));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(rates.size() * sizeof(double)));
}

/// A judgement of a closed-form schedule does not walk its steps.
void check_a_billion_steps(benchmark::State& state, const std::string& spec) {
  const taper::run run = taper::parse(spec).value().over(1'000'000'000);
  for (auto _ : state) benchmark::DoNotOptimize(taper::check(run).value().verdict);
}

BENCHMARK_CAPTURE(known, linear, taper::linear{});
BENCHMARK_CAPTURE(known, cosine, taper::cosine{});
BENCHMARK_CAPTURE(known, exp, taper::exp{.beta = 0.5});
BENCHMARK_CAPTURE(known, sigmoid, taper::sigmoid{.i = 4});
BENCHMARK_CAPTURE(known, poly_i18, taper::poly{.i = 1.8});
BENCHMARK_CAPTURE(known, power_17, taper::power{.p = 1.7});
BENCHMARK_CAPTURE(erased, linear, taper::linear{});
BENCHMARK_CAPTURE(erased, cosine, taper::cosine{});
BENCHMARK_CAPTURE(erased, exp, taper::exp{.beta = 0.5});
BENCHMARK_CAPTURE(erased, sigmoid, taper::sigmoid{.i = 4});
BENCHMARK_CAPTURE(erased, poly_i18, taper::poly{.i = 1.8});
BENCHMARK_CAPTURE(erased, power_17, taper::power{.p = 1.7});
BENCHMARK_CAPTURE(lambda, linear, std::string("linear"));
BENCHMARK_CAPTURE(lambda, cosine, std::string("cosine"));
BENCHMARK_CAPTURE(lambda, exp, std::string("exp"));
BENCHMARK_CAPTURE(lambda, sigmoid, std::string("sigmoid"));
BENCHMARK_CAPTURE(lambda, poly_i18, std::string("poly"));
BENCHMARK_CAPTURE(bulk, linear, taper::linear{});
BENCHMARK_CAPTURE(bulk, cosine, taper::cosine{});
BENCHMARK_CAPTURE(bulk, exp, taper::exp{.beta = 0.5});
BENCHMARK_CAPTURE(bulk, sigmoid, taper::sigmoid{.i = 4});
BENCHMARK_CAPTURE(bulk, poly_i18, taper::poly{.i = 1.8});
BENCHMARK(store_only);
BENCHMARK_CAPTURE(check_a_billion_steps, cosine, std::string("cosine | warmup(2000) | floor(10%) | peak(3e-4)"))
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(check_a_billion_steps, sigmoid_i40, std::string("sigmoid(i=40)"))->Unit(benchmark::kMillisecond);

}  // namespace
