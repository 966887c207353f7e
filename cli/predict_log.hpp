// predict --from-log: predicts the final loss of schedules by laws fitted to training logs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "options.hpp"
#include "taper/design/loss_law.hpp"
#include "taper/logs/log.hpp"

namespace CLI {
class App;
}

namespace taper::cli {

/// The options of the fit.
struct law_request {
  std::vector<std::string> logs;
  std::string law = "all";
  std::string loss = "train";
  law_fit_options fit;
  read_options reading;

  /// Adds --from-log, --law, --loss, --bootstrap, --seed, --format and --pattern.
  void add_to(CLI::App& verb, bool all_laws);
};

/// Fits laws to the logs of a request; the most reliable law comes first.
struct fitted_laws {
  std::vector<logged_run> runs;
  std::vector<fitted_law> laws;
  [[nodiscard]] double peak() const { return laws.front().peak_reference; }
  [[nodiscard]] std::uint64_t steps() const { return laws.front().longest_run; }
};
result<fitted_laws> fit_laws(const law_request& request);

/// "functional-scaling"
std::string word_of(loss_law law);

/// The rates of a schedule at the peak of the logs, unless the schedule has a peak.
struct planned_rates {
  std::string spec, canonical;
  std::vector<double> rates;
  std::size_t warmup_steps = 0;
};
result<planned_rates> rates_at_peak(const bound_schedule& s, double peak);

/// The verb with --from-log. `what` can omit schedules (default list) and length (that of the log).
struct predict_log_request {
  schedule_options what;
  law_request law;
  std::string output;
  bool json = false;
};
result<int> predict_from_log(const predict_log_request& o);

}  // namespace taper::cli
