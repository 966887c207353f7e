// The budget of a schedule: the sum of its rates divided by peak times length.
#include <array>
#include <cmath>
#include <optional>

#include "taper/verdict.hpp"

namespace taper {

namespace {

constexpr std::uint64_t summed = std::uint64_t{1} << 20U;

/// Integral of phi over [0, 1] by 8-point Gauss quadrature on panels that shrink towards both ends.
double mean_window(const any_window::kernel_type& kernel) {
  constexpr std::array<double, 4> nodes = {0.18343464249564980, 0.52553240991632899, 0.79666647741362674,
                                           0.96028985649753623};
  constexpr std::array<double, 4> weights = {0.36268378337836198, 0.31370664587788729, 0.22238103445337447,
                                             0.10122853629037626};
  const auto panel = [&](double a, double b, bool from_end) {
    double total = 0.0;
    for (std::size_t k = 0; k < nodes.size(); ++k) {
      for (const double sign : {-1.0, 1.0}) {
        const double u = 0.5 * (a + b) + 0.5 * (b - a) * sign * nodes[k];
        total += weights[k] * kernel.value(from_end ? phase::before_end(u) : phase::at(u));
      }
    }
    return 0.5 * (b - a) * total;
  };
  double total = 0.0;
  for (const bool from_end : {false, true}) {
    constexpr double ratio = 0.75;  // fine enough for the steepest sigmoids that the verdict distinguishes
    double high = 0.5;
    for (; high > 1e-18; high *= ratio) total += panel(high * ratio, high, from_end);
    total += panel(0.0, high, from_end);
  }
  return total;
}

/// Sum of the rates over one timeline after its rise, in units of the cycle's peak; `mean` is the mean of the window.
double timeline_sum(const run& r, const run::location& where, double mean) {
  const timeline& line = where.line;
  const double l = r.floor_fraction(where.in);
  const double fall = line.fall_length();
  // Euler-Maclaurin on the fall, sampled once per step from s0 to s1
  const std::uint64_t first = line.first_falling();
  const std::uint64_t last = line.steps() - 1;
  if (first > last) return static_cast<double>(line.steps());
  const phase start = line.at(first).at;
  const phase end = line.at(last).at;
  const auto w = [&](phase p) { return r.kernel().value(p); };
  const double head = fall * start.x * 0.5 * (1.0 + w(start));  // [0, s0] by a trapezoid: at most one step
  const double tail = fall * end.rest * 0.5 * (w(end) + w({1.0, 0.0}));
  const double falling = mean * fall - head - tail + 0.5 * (w(start) + w(end));
  const auto steps = static_cast<double>(last - first + 1);
  const double held = static_cast<double>(first - line.rise_end());
  return held + l * steps + (1.0 - l) * falling;
}

double walked_sum(const run& r, std::uint64_t from, std::uint64_t to) {
  double total = 0.0;
  double carry = 0.0;
  std::array<double, 1024> block{};
  for (std::uint64_t t = from; t < to; t += block.size()) {
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), to - t));
    r.fill(t, std::span<double>(block.data(), n));
    for (std::size_t k = 0; k < n; ++k) {  // Kahan summation
      const double y = block[k] - carry;
      const double next = total + y;
      carry = (next - total) - y;
      total = next;
    }
  }
  return total;
}

/// Sum of the rates of the first `rise` steps, in units of the peak: summed directly, or for many steps by the
/// trapezoid rule with Euler-Maclaurin end terms.
double rise_sum(const run& r, std::uint64_t rise) {
  if (rise <= summed) return walked_sum(r, 0, rise) / r.peak();
  constexpr std::uint64_t panels = std::uint64_t{1} << 16U;
  double total = 0.0;
  for (std::uint64_t k = 1; k < panels; ++k) total += r(detail::scaled_rounded(rise - 1, k, panels));
  const double ends = 0.5 * (r(0) + r(rise - 1));
  return ((total + ends) * (static_cast<double>(rise - 1) / static_cast<double>(panels)) + ends) / r.peak();
}

/// Sum over warmup and cycles, each by its timeline, in units of the peak; empty if a cycle is short, cut off or
/// mirrored.
std::optional<double> cycles_sum(const run& r) {
  constexpr std::uint64_t most_cycles = 4096;
  constexpr std::uint64_t least_length = 4096;
  const std::uint64_t count = r.cycle_count();
  if (!r.has_cycles() || count > most_cycles) return std::nullopt;
  const double mean = mean_window(r.kernel());
  double total = 0.0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const run::location where = r.cycle_number(i);
    const bool whole = where.in.begin + where.in.length <= r.steps();
    if (!whole || where.in.length < least_length || where.line.rise_end() > 0) return std::nullopt;
    total += where.in.height * timeline_sum(r, where, mean);
  }
  return total + rise_sum(r, r.cycle_number(0).in.begin);
}

}  // namespace

double budget_of(const run& r) {
  const auto n = static_cast<double>(r.steps());
  // sorted Kronecker steps are distributed like a uniform grid, so the quadrature applies to them too
  if (r.steps() <= summed || r.has_cycles() || r.sequence() == input::kronecker) {
    const std::uint64_t most = std::min(r.steps(), summed * 16);
    if (const std::optional<double> sum = r.steps() > summed ? cycles_sum(r) : std::nullopt) return *sum / n;
    if (most == r.steps()) return walked_sum(r, 0, most) / (r.peak() * n);
    // very long runs with cycles or Kronecker input: a low-discrepancy sample of steps
    double total = 0.0;
    for (std::uint64_t k = 0; k < summed; ++k) {
      const double x = kronecker_point(k).x;
      total += r(static_cast<std::uint64_t>(x * n));
    }
    return total / (r.peak() * static_cast<double>(summed));
  }
  const run::location where = r.cycle_number(0);
  return (rise_sum(r, where.line.rise_end()) + timeline_sum(r, where, mean_window(r.kernel()))) / n;
}

}  // namespace taper
