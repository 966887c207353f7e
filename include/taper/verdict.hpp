// The verdict: faults by any rule, the three stages of the paper's rule, collapse of acceptance, budget, remedies.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "taper/dynamics.hpp"
#include "taper/result.hpp"

namespace taper {

enum class verdict : unsigned char { favorable, marginal, violating };
std::string_view word_of(verdict v) noexcept;

/// Early stage: largest z over the first half of the fall; late stage: gamma_bar at its last step.
struct limit_stage {
  taper::verdict verdict = verdict::favorable;
  double value = 0.0;  ///< infinite where the window is 0
  double limit = 1.0;
  std::optional<std::uint64_t> step;  ///< global step where it is worst; none when no step lies in the stage
  std::string_view source = "paper";
};

/// Middle stage: largest steepness and largest relative fall of gamma_bar over the second half.
struct smooth_stage {
  taper::verdict verdict = verdict::favorable;
  double steepness = 0.0;
  double limit = 5.0;
  double gamma_bar_fall = 0.0;  ///< 0.05 is five percent below its running maximum
  std::optional<std::uint64_t> step;
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

/// Something wrong by any rule (fault), or worth knowing (note).
struct finding {
  std::string id;
  std::optional<std::uint64_t> step;
  std::string message;
};

/// Everything `taper check` says of one schedule.
struct check_report {
  taper::verdict verdict = verdict::favorable;
  limit_stage early;
  smooth_stage middle;
  limit_stage late;
  double end_times_length = 0.0;            ///< T w at the last step: at most 1 where the late stage holds
  std::optional<taper::collapse> collapse;  ///< none for a window that never falls
  double budget = 0.0;                      ///< sum of the rates over (peak tau)
  double dirichlet = 0.0;                   ///< (1 - l)^2 times the integral of phi'^2; may be infinite
  std::optional<std::uint64_t> cycle;       ///< the worst cycle, with restarts
  std::vector<finding> faults;
  std::vector<finding> notes;
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

/// Judges one fall by analysis where it is long, by a walk where it is short; source: framework.md §3.
stages judge(const fall_view& fall, const judgement& how = {});

/// Collapse of acceptance of one fall; none when the window does not fall.
std::optional<collapse> collapse_of(const fall_view& fall, const judgement& how = {});

/// Sum of all rates over (peak tau). Exact to 1e-9; a sum up to 2^20 steps, a quadrature beyond.
double budget_of(const run& r);

/// The whole judgement. Error: fewer than 2 steps, or no step inside the fall.
result<check_report> check(const run& r, const judgement& how = {});

}  // namespace taper
