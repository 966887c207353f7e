// The intended acceptance ratio of the paper: Phi(t+1) >= beta(t) Phi(t).
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "judged_fall.hpp"
#include "taper/text.hpp"
#include "taper/verdict.hpp"

namespace taper {

namespace {

using detail::judged_fall;

constexpr std::uint64_t walked_ratios = std::uint64_t{1} << 22U;
constexpr std::uint64_t cycles_read = 4096;

result<void> fault_of(std::span<const double> beta, std::uint64_t steps) {
  const auto bad = [](std::string text) { return failed(errc::out_of_range, std::move(text)); };
  if (beta.empty()) return bad("beta needs a value");
  if (beta.size() > 1 && beta.size() != steps)
    return bad("beta has " + std::to_string(beta.size()) + " values, the run has " + std::to_string(steps) +
               " steps; give one value, or one for each step");
  for (std::size_t k = 0; k < beta.size(); ++k) {
    if (beta[k] > 0.0 && beta[k] <= 1.0) continue;
    return bad("beta must be > 0 and <= 1, got " + print_number(beta[k]) +
               (beta.size() > 1 ? " for step " + std::to_string(k) : ""));
  }
  return {};
}

/// Adds the ratios of one fall to `into`.
class ratio_reader {
 public:
  ratio_reader(const judged_fall& fall, std::span<const double> beta, double delta, acceptance_test& into,
               double& largest_gamma)
      : fall_(fall), beta_(beta), delta_(delta), into_(into), largest_gamma_(largest_gamma) {}

  void read(std::uint64_t end) {
    const std::uint64_t first = fall_.first();
    if (first >= end) return;
    const std::uint64_t last = end - 1;  // the ratio of step t uses step t + 1
    if (last - first < walked_ratios) {
      for (std::uint64_t t = first; t <= last; ++t) see(t);
      return;
    }
    const std::vector<std::uint64_t> steps = detail::reading_steps(fall_, first, last);
    for (std::size_t k = 0; k < steps.size(); ++k) {
      const bool least = k > 0 && k + 1 < steps.size() && gamma(steps[k]) >= gamma(steps[k - 1]) &&
                         gamma(steps[k]) >= gamma(steps[k + 1]);
      if (least) see(detail::refine(steps, k, [&](std::uint64_t t) { return gamma(t); }));
      if (k > 0 && !into_.first_broken && !kept(steps[k])) see(crossing(steps[k - 1], steps[k]));
      see(steps[k]);
    }
  }

 private:
  /// theta(t+1) - theta(t), which orders ratios that underflow to 0.
  [[nodiscard]] double gamma(std::uint64_t t) const {
    const double odds = fall_.odds(t);
    return std::isinf(odds) ? 0.0 : fall_.odds(t + 1) - odds;  // infinite odds cannot grow
  }
  [[nodiscard]] double ratio(std::uint64_t t) const { return std::exp(-delta_ * gamma(t)); }
  [[nodiscard]] double beta(std::uint64_t t) const {
    return beta_.size() == 1 ? beta_[0] : beta_[static_cast<std::size_t>(fall_.view().begin + t)];
  }
  [[nodiscard]] bool kept(std::uint64_t t) const { return ratio(t) >= beta(t); }
  /// The first violating step in (low, high]; low satisfies the ratio and high does not.
  [[nodiscard]] std::uint64_t crossing(std::uint64_t low, std::uint64_t high) const {
    while (high - low > 1) {
      const std::uint64_t middle = low + (high - low) / 2;
      (kept(middle) ? low : high) = middle;
    }
    return high;
  }
  void see(std::uint64_t t) {
    const double r = ratio(t);
    const std::uint64_t step = fall_.view().begin + t;
    ++into_.tested;
    if (!into_.smallest_at || gamma(t) > largest_gamma_) {
      largest_gamma_ = gamma(t);
      into_.smallest = r;
      into_.smallest_at = step;
      if (into_.holds) into_.required = beta(t);
    }
    if (r < beta(t) && (!into_.first_broken || step < *into_.first_broken)) {
      into_.holds = false;
      into_.first_broken = step;
      into_.required = beta(t);
    }
  }

  const judged_fall& fall_;
  std::span<const double> beta_;
  double delta_;
  acceptance_test& into_;
  double& largest_gamma_;
};

}  // namespace

result<acceptance_test> test_acceptance(const run& r, std::span<const double> beta, double delta) {
  TAPER_CHECK(fault_of(beta, r.steps()));
  if (!(delta > 0.0) || !std::isfinite(delta))
    return failed(errc::out_of_range, "delta must be > 0 and finite, got " + print_number(delta));
  if (r.sequence() == input::kronecker)
    return failed(errc::unsupported,
                  "a raw Kronecker sequence is not an annealing: its acceptance has no ratio to test",
                  "test kronecker(sorted)");
  acceptance_test out;
  double largest_gamma = 0.0;
  const std::uint64_t cycles = std::min(r.cycle_count(), cycles_read);
  for (std::uint64_t c = 0; c < cycles; ++c) {
    const fall_view view = fall_of(r, c);
    const judged_fall fall(view, judged_clock::fall);
    if (fall.empty()) continue;
    const std::uint64_t cut = std::min(fall.last(), r.steps() - 1 - view.begin);  // the run may cut off a cycle
    ratio_reader(fall, beta, delta, out, largest_gamma).read(cut);
  }
  if (out.tested == 0)
    return failed(errc::out_of_range, "the fall has fewer than two steps: no acceptance ratio to test");
  return out;
}

}  // namespace taper
