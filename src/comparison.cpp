// One row of a comparison.
#include "taper/comparison.hpp"

#include <chrono>

namespace taper {

namespace {

/// Time of one call of the run, over a pass of its steps; the sum keeps the calls from being left out.
double measured_cost(const run& r) {
  constexpr std::uint64_t calls = 200'000;
  const std::uint64_t n = std::min<std::uint64_t>(r.steps(), std::uint64_t{1} << 40U);
  const std::uint64_t stride = n > 1009 ? 1009 : 1;
  double best = 1e9;
  volatile double kept = 0.0;
  for (int pass = 0; pass < 3; ++pass) {
    double sum = 0.0;
    std::uint64_t t = 0;
    const auto begin = std::chrono::steady_clock::now();
    for (std::uint64_t k = 0; k < calls; ++k) {
      sum += r(t);
      t += stride;
      if (t >= n) t -= n;
    }
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    kept = kept + sum;
    best = std::min(best, took.count() / static_cast<double>(calls));
  }
  return best;
}

}  // namespace

result<comparison> compare(const run& r, const judgement& how) {
  result<check_report> report = check(r, how);
  if (!report) return report.error();
  comparison out{*std::move(report), footing_of(r), {}, {}, measured_cost(r)};
  const fall_view fall = fall_of(r, out.report.cycle.value_or(0));
  for (const std::size_t k : {0U, 1U, 2U}) {
    const double x = 0.25 * static_cast<double>(k + 1);
    out.gamma_bar[k] = fall.odds({x, 1.0 - x}) / (x * fall.line.fall_length());
  }
  out.gamma_bar[3] = out.report.late.value;
  out.spectrum = spectrum_of([&](double x) { return fall.window(phase::at(x)); });
  return out;
}

}  // namespace taper
