// Asked against ran: the schedule that a configuration asks for, and how far a log departs from it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "taper/logs/inspect.hpp"
#include "taper/result.hpp"

namespace taper {

/// What was asked for.
struct asked_schedule {
  std::string source;  ///< `spec`, or the kind of configuration, e.g. `hf-training-arguments`
  std::string spec;    ///< in taper's notation
  std::optional<std::int64_t> steps;
};

/// The schedule that a configuration asks for. Understood: Hugging Face training arguments (JSON or YAML, also axolotl
/// and LLaMA-Factory), a Megatron argument dump, torchtitan TOML, DeepSpeed JSON, Keras schedule JSON.
/// `planned` is the length where the configuration leaves it to the run (epochs). Errors: no known configuration, a
/// scheduler that has no counterpart, a length that nobody says.
[[nodiscard]] result<asked_schedule> read_asked(std::string_view text, std::optional<std::int64_t> planned = {});

/// The same from the argument dump at the head of a log; empty where there is none.
[[nodiscard]] std::optional<asked_schedule> asked_in(const training_log& log);

/// Where what ran departs most from what was asked.
struct departure {
  std::int64_t step = 0;  ///< logged
  double asked = 0.0;
  double ran = 0.0;
  double share = 0.0;   ///< |asked - ran| over the asked peak
  bool same = false;    ///< within the log's own rounding on every row
  std::string message;  ///< one line
};

/// Compares logged rates with a schedule; `rate` gives its rate at optimizer step t = 0, 1, … The logger's own offset
/// (of the first row) is taken off, skipped steps are not: they are a departure.
[[nodiscard]] departure compare_with_asked(const log_series& rows, const log_report& report,
                                           const asked_schedule& asked,
                                           const std::function<double(std::uint64_t)>& rate);

}  // namespace taper
