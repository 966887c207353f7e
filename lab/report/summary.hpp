// Summary of the runs of one experiment: every schedule with the reference, the published number and the prediction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "experiment/experiment.hpp"
#include "report/runs.hpp"
#include "report/statistics.hpp"
#include "taper/verdict.hpp"

namespace taper::lab {

/// The prediction of `taper predict` for a schedule under the protocol of the runs, as a fraction above cosine.
struct expectation {
  double quadratic = 0.0;  ///< noisy quadratic, default preset
  double bound = 0.0;      ///< last-iterate convex bound at the run's own length
};

/// The number in the paper's table for a schedule, and its comparison with these runs.
struct published_value {
  published number;
  /// Welch's t, measured minus published, if the paper gives mean and standard error (with n = 10, the
  /// largest number of runs that it states).
  std::optional<mean_difference> against;
};

/// The class of a schedule in the paper.
enum class paper_class : unsigned char { baseline, compliant, violating, other };
paper_class class_of(const std::string& canonical_spec);

/// One schedule's runs.
struct schedule_summary {
  std::string spec;
  std::vector<std::uint64_t> seeds;  ///< of finished runs
  std::vector<double> values;        ///< the metric, one per seed
  std::size_t diverged = 0;
  std::size_t without_metric = 0;  ///< finished, but the result has no such number
  estimate metric;
  double common_mean = 0.0;  ///< of the metric, over `experiment_summary::common_seeds`
  std::optional<estimate> train_loss, held_out_loss, test_error, delta_max, delta_q99;
  double peak = 0.0;
  /// Difference from the reference, over common seeds; none for the reference itself and below 2 common seeds.
  std::optional<mean_difference> against_reference;
  std::optional<double> adjusted_p;  ///< Holm, over the schedules compared with the reference
  std::size_t pairs = 0;
  std::optional<published_value> paper;
  std::optional<expectation> expected;
  std::optional<taper::verdict> rule;
  paper_class place = paper_class::other;
};

/// The possible findings on a difference.
enum class finding_kind : unsigned char { worse, better, undecided };
finding_kind judge_difference(const schedule_summary& s);

/// All runs of one experiment under one protocol.
struct experiment_summary {
  std::string name, protocol, metric;  ///< metric: the field of result.json that is compared
  std::string reference;               ///< cosine where it was run, else the first schedule
  std::uint64_t steps = 0;
  std::uint64_t parameters = 0;
  std::vector<schedule_summary> schedules;           ///< best mean first
  std::vector<std::uint64_t> common_seeds;           ///< that every schedule with a finished run has
  std::optional<double> optimum;                     ///< of the metric, where it is known
  std::optional<double> quadratic_rank, bound_rank;  ///< Spearman, prediction against the measured means
  std::vector<std::string> machine;                  ///< device, threads, library; one line each
  std::vector<std::string> notes;    ///< remarks: missing seeds, different lengths, divergence, the data
  double seconds = 0.0;              ///< of all runs together
  std::optional<double> throughput;  ///< mean tokens (images) per second
};

/// One summary per experiment and protocol, in the order of the runs. Cost 20 ms per schedule (the predictions).
std::vector<experiment_summary> summarize(const run_set& set);

/// "train loss", "held-out loss", "test error"
std::string words_of_metric(const std::string& field);

}  // namespace taper::lab
