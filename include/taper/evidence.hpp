// Tests of the three-stage rule: does it order schedules as their losses do? Library taper::evidence.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "taper/result.hpp"
#include "taper/theory/quadratic.hpp"
#include "taper/verdict.hpp"

namespace taper {

/// The source of the losses: one of the presets of the noisy quadratic.
struct evidence_problem {
  std::string_view name;
  quadratic_setting setting;
};
inline constexpr std::array evidence_problems{
    evidence_problem{"default", quadratic_presets::standard},
    evidence_problem{"stability-limited", quadratic_presets::stability_limited},
    evidence_problem{"long-low-noise", quadratic_presets::long_low_noise},
};

/// How peaks are chosen when losses are compared.
enum class protocol : unsigned char { shared, tuned, equal_budget };
inline constexpr std::array protocols{protocol::shared, protocol::tuned, protocol::equal_budget};
std::string_view name_of(protocol p);

/// Predictors of the loss. Each is a score that increases with the predicted loss.
enum class predictor : unsigned char {
  verdict,    ///< favorable, marginal, violating
  margin,     ///< by how much the rule is violated, see evidence_row
  early,      ///< odds of decay at half-way: the early stage
  steepness,  ///< S, the largest drop within a fiftieth of the fall: the middle stage
  kappa,      ///< largest slope of logit w in the second half, relative to linear decay
  late,       ///< minus the normalized rate at the last step: the late stage
  collapse,   ///< how early acceptance is down to 10 % (delta 1)
  abrupt,     ///< how abruptly acceptance falls from 90 to 10 %
  lambda,     ///< figure of merit of the last-iterate bound for long runs
  bound,      ///< tuned last-iterate bound at the length of the run
  budget,     ///< minus the sum of the rates
};
inline constexpr std::array predictors{predictor::verdict, predictor::margin, predictor::early,    predictor::steepness,
                                       predictor::kappa,   predictor::late,   predictor::collapse, predictor::abrupt,
                                       predictor::lambda,  predictor::bound,  predictor::budget};
std::string_view name_of(predictor p);

/// One window with its verdict and losses. The rule is applied at 1000 steps on the clock of the fall.
struct evidence_row {
  std::string spec;    ///< canonical
  std::string family;  ///< with "+ hold", "+ floor" if there is one
  std::string stage;   ///< of the stages that are violating: "early", "middle", "late", joined by "+"
  taper::verdict verdict = taper::verdict::favorable;
  /// Minimum over the stages of ln(limit / value), within [-5, 5]: negative if a stage is violated, 0 for linear.
  double margin = 0;
  double odds_half = 0;       ///< z at half-way, at most 1 by the rule
  double gamma_bar_half = 0;  ///< length of the fall times the time-normalized rate at half-way
  double steepness = 0;       ///< at most 5.37 by the rule
  double kappa = 0;           ///< outside the rule
  double late = 0;            ///< normalized rate at the last step, at least 1 by the rule
  double collapse_at = 1;     ///< fraction of the run at which acceptance is down to 10 % at delta 1; 1 if never
  double collapse_width = 1;  ///< fraction of the fall between 90 and 10 %; 1 if it never falls
  double lambda = 0;
  double bound = 0;  ///< tuned last-iterate bound over cosine's, minus 1
  double budget = 0;
  std::array<quadratic_comparison, evidence_problems.size()> losses{};  ///< over cosine's at its best, minus 1

  [[nodiscard]] double loss(std::size_t problem, protocol p) const;
  /// Whether that loss is meaningful: an equal budget beyond the stability limit is an artifact of a linear model.
  [[nodiscard]] bool counts(std::size_t problem, protocol p) const;
  [[nodiscard]] double score(predictor p) const;
};

/// How well one predictor orders the losses under one protocol on one problem.
struct association {
  predictor by = predictor::verdict;
  std::size_t problem = 0;
  protocol under = protocol::shared;
  double correlation = 0;      ///< Spearman, over all windows
  double within_families = 0;  ///< the same inside each family of at least 6 windows, weighted by their number
  double area = 0;             ///< area under the curve for "worse than the threshold"
  std::size_t windows = 0;     ///< that count here
  std::size_t worse = 0;       ///< of them worse than the threshold
};

/// The three links of the paper's argument, as rank correlations.
struct evidence_chain {
  struct link {
    std::string family, parameter;
    double correlation = 0;  ///< of the parameter with gamma_bar at half-way, other parameters fixed
    std::size_t windows = 0;
  };
  std::vector<link> parameter_to_rate;
  double rate_to_collapse = 0;  ///< gamma_bar at half-way with where acceptance collapses
};

struct evidence_options {
  double threshold = 0.05;             ///< "worse": the loss is above tuned cosine's by more than this
  std::size_t threads = 0;             ///< 0: as many as the machine has, at most 8
  check_options how = {};              ///< limits of the rule
  std::vector<schedule> windows = {};  ///< empty: those of evidence_windows()
  std::vector<schedule> more = {};     ///< windows besides
  std::function<void(std::size_t done, std::size_t of)> progress = {};  ///< called from one thread at a time
};

struct evidence {
  std::vector<evidence_row> rows;
  std::vector<association> associations;  ///< every predictor, problem and protocol
  evidence_chain chain;
  double threshold = 0.05;

  [[nodiscard]] const association& of(predictor by, std::size_t problem, protocol under) const;
  [[nodiscard]] const evidence_row* find(std::string_view spec) const;
};

/// Several hundred windows: every family of the registry over its parameters, cooldowns after a hold, floors.
/// The selection is a choice: correlations over it describe a predictor for shapes of this range.
std::vector<schedule> evidence_windows();

/// Judges every window, runs it on every problem under every protocol, and correlates. The same result for any number
/// of threads. Cost: 20 to 40 s of processor time. Errors: a window of `more` that cannot be judged.
result<evidence> gather_evidence(const evidence_options& options = {});

/// The findings as sentences, which are generated from the numbers.
struct evidence_statement {
  std::string
      about;  ///< where-it-predicts, where-it-does-not, exceptions, chain, small-budget, better-predictors, limits
  std::string text;
};
std::vector<evidence_statement> statements_of(const evidence& e);

}  // namespace taper
