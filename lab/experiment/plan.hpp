// Which runs an invocation makes: schedules x seeds, with the peak of each by the protocol; shares for `--task I/N`.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "experiment/experiment.hpp"
#include "experiment/run_files.hpp"
#include "taper/schedule.hpp"

namespace taper::lab {

/// One run to make.
struct run_request {
  std::string spec{};  ///< canonical, without peak and without the experiment's own modifiers
  schedule what{};     ///< what is run: spec, the experiment's modifiers, the peak
  std::string full{};  ///< the same as text
  double peak = 0.0;
  std::uint64_t seed = 0;
  protocol how = protocol::shared;
};

/// A schedule for the experiment: the text with its modifiers and a peak;
/// a peak in the text overrides `peak`. Errors name the text.
taper::result<run_request> request_of(const experiment& e, std::string_view text, double peak, std::uint64_t seed,
                                      protocol how);
/// The rates of a request.
taper::run rates_of(const experiment& e, const run_request& r);

/// Every schedule with every seed 1 … seeds, seed by seed, so that pairs finish together. `budget` gives each schedule
/// the peak at which the sum of its rates is that of cosine at `peak`.
taper::result<std::vector<run_request>> plan_runs(const experiment& e, std::span<const std::string> schedules,
                                                  double peak, std::uint64_t seeds, protocol how);

/// The I-th of N shares, "I/N" with 0 <= I < N.
struct share {
  std::uint64_t index = 0, of = 1;
};
taper::result<share> parse_share(std::string_view text);

}  // namespace taper::lab
