// One learning rate at a time: with the family known at compile time, at run time, and peers.
#include <benchmark/benchmark.h>

#include <cmath>
#include <string>

#include "peers.hpp"
#include "taper/taper.hpp"

namespace {

using taper::bench::by_hand;
using taper::bench::peak;

constexpr std::uint64_t length = 100'000;

/// Steps in an order that a branch predictor cannot learn, the same for all.
class steps {
 public:
  std::uint64_t next() {
    at_ += 61'803;
    if (at_ >= length) at_ -= length;
    return at_;
  }

 private:
  std::uint64_t at_ = 0;
};

template <class Schedule>
void evaluate(benchmark::State& state, const Schedule& lr) {
  steps walk;
  for (auto _ : state) benchmark::DoNotOptimize(lr(walk.next()));
}

/// taper with the family known and erased, the formula by hand, and the same behind a std::function.
template <taper::window W, class Formula>
void compare(const std::string& name, W w, Formula by_hand_formula) {
  const auto schedule = std::move(w) | taper::peak(peak);
  benchmark::RegisterBenchmark(("evaluate/" + name + "/known").c_str(),
                               [schedule](benchmark::State& state) { evaluate(state, schedule.over(length)); });
  benchmark::RegisterBenchmark(("evaluate/" + name + "/erased").c_str(), [schedule](benchmark::State& state) {
    evaluate(state, taper::erase(schedule).over(length));
  });
  benchmark::RegisterBenchmark(("evaluate/" + name + "/libm").c_str(),
                               [=](benchmark::State& state) { evaluate(state, by_hand_formula); });
  benchmark::RegisterBenchmark(("evaluate/" + name + "/function").c_str(), [=](benchmark::State& state) {
    evaluate(state, taper::bench::lambda_rate{1.0, by_hand_formula});
  });
}

/// Families without a peer.
template <taper::window W>
void alone(const std::string& name, W w) {
  const auto schedule = std::move(w) | taper::peak(peak);
  benchmark::RegisterBenchmark(("evaluate/" + name + "/known").c_str(),
                               [schedule](benchmark::State& state) { evaluate(state, schedule.over(length)); });
  benchmark::RegisterBenchmark(("evaluate/" + name + "/erased").c_str(), [schedule](benchmark::State& state) {
    evaluate(state, taper::erase(schedule).over(length));
  });
}

void whole(const std::string& name, const char* spec) {
  benchmark::RegisterBenchmark(("evaluate/" + name + "/erased").c_str(), [spec](benchmark::State& state) {
    evaluate(state, taper::parse(spec).value().over(length));
  });
}

/// One library function of t / n: a lower bound for a formula that uses it.
void bare(const std::string& name, double (*function)(double)) {
  benchmark::RegisterBenchmark(("evaluate/bare " + name + "/libm").c_str(), [function](benchmark::State& state) {
    evaluate(state, [function](std::uint64_t t) { return function(static_cast<double>(t) / double{length}); });
  });
}

const bool registered = [] {
  const by_hand hand{static_cast<double>(length)};
  bare("cos", [](double x) { return std::cos(3.0 * x); });
  bare("exp", [](double x) { return std::exp(-3.0 * x); });
  bare("expm1", [](double x) { return std::expm1(-3.0 * x); });
  bare("pow", [](double x) { return std::pow(x, 1.5); });
  compare("cosine", taper::cosine{}, [hand](std::uint64_t t) { return hand.cosine(t); });
  compare("linear", taper::linear{}, [hand](std::uint64_t t) { return hand.linear(t); });
  compare("exp", taper::exp{.beta = 0.05}, [hand](std::uint64_t t) { return hand.exp(t); });
  compare("sigmoid", taper::sigmoid{.i = 4}, [hand](std::uint64_t t) { return hand.sigmoid(t); });
  compare("poly", taper::poly{.i = 1.8}, [hand](std::uint64_t t) { return hand.poly(t); });
  compare("power", taper::power{.p = 1.5}, [hand](std::uint64_t t) { return hand.power(t); });
  alone("poly(i=2)", taper::poly{.i = 2.0});
  alone("poly(i=10)", taper::poly{.i = 10.0});
  alone("power(p=0.5)", taper::power{.p = 0.5});
  alone("exp(beta=0.99)", taper::exp{.beta = 0.99});
  alone("sigmoid(i=40)", taper::sigmoid{.i = 40});
  alone("one_minus_sqrt", taper::one_minus_sqrt{});
  alone("rex", taper::rex{});
  alone("uba", taper::uba{.phi = 0.5});
  alone("chebyshev", taper::chebyshev{.condition = 100});
  alone("table", taper::table::through({{0.0, 1.0}, {0.25, 0.9}, {0.5, 0.6}, {0.75, 0.2}, {1.0, 0.0}}).value());
  whole("cosine+warmup+hold+floor", "cosine | warmup(500) | hold(50%) | floor(10%)");
  whole("cosine+restarts", "cosine | restarts(5, stretch=2)");
  whole("cosine+kronecker", "cosine | kronecker");
  whole("cosine+kronecker(sorted)", "cosine | kronecker(sorted)");
  return true;
}();

}  // namespace
