// The verdict: faults, the three stages of the paper's rule, acceptance, budget, remedies.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "taper/dynamics.hpp"
#include "taper/finding.hpp"
#include "taper/result.hpp"

namespace taper {

enum class verdict : unsigned char { favorable, marginal, violating };
std::string_view word_of(verdict v) noexcept;

/// Early stage: largest z up to and including half-way. Late stage: smallest gamma_bar over the steps within
/// one step of the end of the fall.
struct limit_stage {
  taper::verdict verdict = verdict::favorable;
  double value = 0.0;  ///< infinite where the window is 0
  double limit = 1.0;
  std::optional<std::uint64_t> step;  ///< global step of the worst value; none if the stage has no step
  std::string_view source = "paper";  ///< "yours" for a limit that an option changed
};

/// Middle stage: steepness S over the second half of the fall, and the decreases of gamma_bar over the whole fall.
///
/// S is the largest drop of the window within h = max(1 step, T_f / 50) that ends in the second half, divided by the
/// drop of linear decay over the same h. It is a difference, so that a sharp drop between two steps counts in full.
struct smooth_stage {
  taper::verdict verdict = verdict::favorable;
  double steepness = 0.0;
  double limit = check_options{}.steepness_max;
  double gamma_bar_fall = 0.0;            ///< 0.05: the falls of gamma_bar together leave 95 % of it
  std::optional<std::uint64_t> step;      ///< the step at which the largest drop is over
  std::optional<std::uint64_t> rises_at;  ///< the first step at which the window itself rises; none if it never does
  std::string_view source = "ours";
  [[nodiscard]] bool monotone() const noexcept { return gamma_bar_fall <= 1e-12; }
};

/// Acceptance at one delta: exp(-delta z) falls to 90 % and to 10 % of its start.
struct collapse {
  double critical_delta = 0.0;  ///< ln(10) / z(1/2): above it acceptance is below 10 % before half-way
  double delta = 1.0;
  std::optional<std::uint64_t> at_90;  ///< global step; none if never
  std::optional<std::uint64_t> at;     ///< first step at or below 10 %
  std::optional<double> width;         ///< (at - at_90) / T_f
  bool premature = false;              ///< `at` lies before half-way
  bool abrupt = false;                 ///< width below 0.15 (ours)
};

/// The complete report of `taper check` on one schedule.
struct check_report : findings {
  taper::verdict verdict = verdict::favorable;
  limit_stage early;
  smooth_stage middle;
  limit_stage late;
  bool annealing = true;                    ///< false for a raw Kronecker sequence, which has no stages
  double end_times_length = 0.0;            ///< T w at the step of the late stage: at most 1 if it is satisfied
  std::optional<taper::collapse> collapse;  ///< none for a window that never falls
  double budget = 0.0;                      ///< sum of the rates over (peak tau)
  double dirichlet = 0.0;                   ///< (1 - l)^2 times the integral of phi'^2; may be infinite
  std::optional<std::uint64_t> cycle;       ///< the worst cycle, with restarts
  std::vector<std::string> reasons;
  std::vector<std::string> remedies;
};

/// The three stages of one fall.
struct stages {
  taper::verdict verdict = verdict::favorable;
  limit_stage early;
  smooth_stage middle;
  limit_stage late;
};

/// Judges one fall, analytically if it is long, step by step if it is short. A fall without a step is favorable.
stages judge(const fall_view& fall, const check_options& how = {});
/// The worse verdict of the early and the late stage, which takes two readings of a closed form; and that of the middle
/// stage, which takes thousands.
verdict verdict_of_ends(const fall_view& fall, const check_options& how = {});
verdict verdict_of_middle(const fall_view& fall, const check_options& how = {});

/// The intended acceptance ratio: Phi(t+1) >= beta(t) Phi(t) with Phi = exp(-delta / w), at every step of the fall.
struct acceptance_test {
  bool holds = true;
  std::optional<std::uint64_t> first_broken;  ///< the first step t that violates it
  double smallest = 1.0;                      ///< the smallest Phi(t+1) / Phi(t)
  std::optional<std::uint64_t> smallest_at;   ///< the step t of that ratio
  double required = 1.0;     ///< beta(t) at the first violating step, else at the step of the smallest ratio
  std::uint64_t tested = 0;  ///< number of ratios tested
};
/// Tests the falls of all cycles (every step up to 2^22; for longer ones a grid that is refined where the ratio is
/// smallest). `beta` has one value, or one for each step of the run. Errors: a value outside (0, 1], a list of the
/// wrong length, a run that is not an annealing or never falls.
result<acceptance_test> test_acceptance(const run& r, std::span<const double> beta, double delta = 1.0);

/// Collapse of acceptance of one fall; empty if the window does not fall.
std::optional<collapse> collapse_of(const fall_view& fall, const check_options& how = {});

/// Sum of all rates over (peak tau). Exact to 1e-9; a sum up to 2^20 steps, a quadrature beyond.
double budget_of(const run& r);

/// The whole verdict. Error: fewer than 2 steps, or no step inside the fall.
result<check_report> check(const run& r, const check_options& how = {});

}  // namespace taper
