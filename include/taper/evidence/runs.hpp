// Trained networks against the rule: which figure of a schedule orders the final losses? Library taper::evidence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "taper/result.hpp"
#include "taper/verdict.hpp"

namespace taper {

/// One finished run of a network, from the lab or published.
struct trained_run {
  std::string experiment;
  std::string protocol;  ///< shared, tuned or budget
  std::uint64_t steps = 0;
  std::optional<std::uint64_t> batch;  ///< sequences or images per step, if known
  std::string spec;                    ///< the schedule without its peak
  std::uint64_t seed = 0;              ///< runs of the same seed are paired
  double peak = 0;
  double loss = 0;  ///< of the end
};

/// Figures of a schedule that may predict its loss. Each is a score that increases with the predicted loss.
inline constexpr std::array<std::string_view, 14> run_predictors{
    "verdict",          // favorable, marginal, violating
    "early",            // odds of decay at half-way
    "late",             // minus the normalized rate at the last step
    "steepness",        // S, the largest drop within a fiftieth of the fall
    "kappa",            // largest slope of logit w in the second half of the fall
    "narrow",           // minus the share of the run between 10 and 90 % of the peak
    "below 10%",        // share of the run below 10 % of the peak
    "below 1%",         // share of the run below 1 % of the peak
    "budget",           // minus the mean rate over the peak
    "lambda",           // last-iterate bound for long runs
    "bound",            // last-iterate bound, each schedule at its best peak
    "bound-shared",     // the same at cosine's best peak
    "quadratic",        // noisy quadratic, each schedule at its best peak
    "quadratic-shared"  // the same at cosine's best peak
};

/// The place of a name in run_predictors.
constexpr std::size_t place_of_predictor(std::string_view name) {
  std::size_t k = 0;
  while (k < run_predictors.size() && run_predictors[k] != name) ++k;
  return k;
}

/// One schedule of a study.
struct schedule_outcome {
  std::string spec;
  double peak = 0;
  std::size_t runs = 0;                                ///< seeds that the reference has too
  double loss = 0;                                     ///< reference + mean difference from it, paired by seed
  std::optional<double> error = {};                    ///< standard error of that difference; none for one seed
  double excess = 0;                                   ///< loss over the reference's, minus 1
  std::optional<verdict> rule = {};                    ///< none where the rule does not apply
  bool early_and_late = false;                         ///< neither of these stages is violated
  bool ends_low = false;                               ///< last rate below 1 % of the peak
  std::array<double, run_predictors.size()> scores{};  ///< NaN where a figure is not defined
};

/// Spearman's correlation with its 95 % interval: percentiles over 2,000 resamples of the schedules.
struct correlation_estimate {
  double value = 0, low = 0, high = 0;
  std::size_t schedules = 0;
};

/// How well one figure orders the losses.
struct run_association {
  correlation_estimate all, ends_low;  ///< over all schedules; over those that end low
  double given_budget = 0;             ///< partial rank correlation with the budget held fixed; NaN for the budget
  double area = 0;                     ///< area under the curve for "worse than the threshold"
};

/// Mean and worst excess of a class of schedules.
struct class_outcome {
  std::string name;
  std::size_t schedules = 0, worse = 0;  ///< worse: above the threshold
  double mean = 0, best = 0, worst = 0;  ///< excess
};

/// Runs that differ only in schedule, seed and peak.
struct run_study {
  std::string experiment, protocol;
  std::uint64_t steps = 0;
  std::optional<std::uint64_t> batch;
  bool best_peaks = false;     ///< each schedule at the best of its peaks; false: all at one peak
  std::string reference = {};  ///< cosine if it was run, else the best
  double threshold = 0;
  std::vector<schedule_outcome> schedules = {};                       ///< lowest loss first
  std::array<run_association, run_predictors.size()> associations{};  ///< in the order of run_predictors
  std::vector<class_outcome> classes = {};  ///< by verdict, and by S for those that keep the early and late stage
};

/// One study per experiment, protocol, length and batch with at least five schedules; where schedules were run at
/// several peaks, one with each at its best and one at cosine's best. A loss counts as worse from `threshold` above the
/// reference's. About 20 ms per schedule. Errors: a schedule that cannot be read.
result<std::vector<run_study>> study_runs(std::span<const trained_run> runs, double threshold);

}  // namespace taper
