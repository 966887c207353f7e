// Many learning rates at once: fill compared with a loop over libm and with the memory bandwidth.
#include <benchmark/benchmark.h>

#include <cstring>
#include <string>
#include <vector>

#include "peers.hpp"
#include "taper/taper.hpp"

namespace {

using taper::bench::by_hand;

/// 4,096 doubles fit in the L1 cache; 4 Mi fit in no cache.
constexpr std::int64_t sizes[] = {4096, std::int64_t{1} << 22};

void count(benchmark::State& state, std::size_t bytes_each) {
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.SetBytesProcessed(state.iterations() * state.range(0) * static_cast<std::int64_t>(bytes_each));
}

template <class Float>
void fill(benchmark::State& state, const char* spec) {
  const taper::run r = taper::parse(spec).value().over(static_cast<std::uint64_t>(state.range(0)));
  std::vector<Float> out(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    r.fill(0, std::span<Float>(out));
    benchmark::ClobberMemory();
  }
  count(state, sizeof(Float));
}

template <class Formula>
void loop(benchmark::State& state, Formula formula) {
  const by_hand hand{static_cast<double>(state.range(0))};
  std::vector<double> out(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    for (std::size_t t = 0; t < out.size(); ++t) out[t] = formula(hand, t);
    benchmark::ClobberMemory();
  }
  count(state, sizeof(double));
}

void store(benchmark::State& state) {
  std::vector<double> out(static_cast<std::size_t>(state.range(0)));
  int byte = 0;
  for (auto _ : state) {
    std::memset(out.data(), byte, out.size() * sizeof(double));
    byte ^= 1;
    benchmark::ClobberMemory();
  }
  count(state, sizeof(double));
}

template <class F>
void sized(const std::string& name, F run) {
  for (const std::int64_t size : sizes) benchmark::RegisterBenchmark(("bulk/" + name).c_str(), run)->Arg(size);
}

const bool registered = [] {
  constexpr std::pair<const char*, const char*> specs[] = {
      {"cosine", "cosine | peak(3e-4)"},      {"linear", "linear | peak(3e-4)"},
      {"exp", "exp(beta=0.05) | peak(3e-4)"}, {"sigmoid", "sigmoid(i=4) | peak(3e-4)"},
      {"poly", "poly(i=1.8) | peak(3e-4)"},   {"power", "power(p=1.5) | peak(3e-4)"},
  };
  for (const auto& pair : specs) {
    const char* spec = pair.second;
    sized(std::string(pair.first) + "/fill_f64", [spec](benchmark::State& state) { fill<double>(state, spec); });
    sized(std::string(pair.first) + "/fill_f32", [spec](benchmark::State& state) { fill<float>(state, spec); });
  }
  sized("cosine/libm_f64",
        [](benchmark::State& state) { loop(state, [](const by_hand& h, std::uint64_t t) { return h.cosine(t); }); });
  sized("linear/libm_f64",
        [](benchmark::State& state) { loop(state, [](const by_hand& h, std::uint64_t t) { return h.linear(t); }); });
  sized("exp/libm_f64",
        [](benchmark::State& state) { loop(state, [](const by_hand& h, std::uint64_t t) { return h.exp(t); }); });
  sized("sigmoid/libm_f64",
        [](benchmark::State& state) { loop(state, [](const by_hand& h, std::uint64_t t) { return h.sigmoid(t); }); });
  sized("poly/libm_f64",
        [](benchmark::State& state) { loop(state, [](const by_hand& h, std::uint64_t t) { return h.poly(t); }); });
  sized("power/libm_f64",
        [](benchmark::State& state) { loop(state, [](const by_hand& h, std::uint64_t t) { return h.power(t); }); });
  sized("memory/memset_f64", store);
  return true;
}();

}  // namespace
