// Options that several verbs share: schedules, length, clock, check options, JSON, output file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "program.hpp"
#include "taper/taper.hpp"

namespace CLI {
class Validator;
}

namespace taper::cli {

/// How batches are made, as given.
struct batch_options {
  batches how;
  bool drop_last = false;
  std::string ramp;
  std::vector<std::uint64_t> rampup;  ///< Megatron's: start, increment, samples
  std::string data;
  void add_to(CLI::App& verb);
  [[nodiscard]] result<batch_clock> read() const;
  /// What --data says, if it is given.
  [[nodiscard]] result<std::optional<amount>> data_seen() const;
};

/// Schedules as given, and the length and clock that they are bound to.
struct schedule_options {
  std::vector<std::string> specs;
  std::string steps;
  clock timing;
  batch_options batching;

  /// Whether --steps must be there.
  enum class length : unsigned char { required, may_be_left_out };
  /// Adds SPEC…, --steps and the clock's options.
  void add_to(CLI::App& verb, std::size_t least_specs = 1, length steps = length::required);
};

/// Options of the check.
struct verdict_options {
  check_options how;
  std::string clock = "fall";
  void add_to(CLI::App& verb);
  [[nodiscard]] check_options chosen() const;
};

/// One schedule, read and bound.
struct bound_schedule {
  std::string spec;  ///< as typed
  schedule parsed;
  run bound;
};

/// A number of steps that a flag gives: whole steps, or an amount of data (3ep, 300Mtok) on the clock of the options.
result<std::uint64_t> read_steps(const std::string& text, const char* flag, const schedule_options& options);

/// Reads every SPEC ("-" stands for the lines of stdin; table("file.csv") is read here) and binds it.
result<std::vector<bound_schedule>> read_schedules(const schedule_options& options);
/// The one SPEC of a verb that takes no more.
result<bound_schedule> read_one_schedule(std::string_view verb, const schedule_options& options);

/// One schedule without a length, for verbs whose --steps may be left out.
struct schedule_without_length {
  std::string spec;  ///< as typed
  schedule parsed;
  endless_run rates;
};
/// Reads the one SPEC that there must be. What in it needs the length is an error that asks for --steps.
result<schedule_without_length> read_endless(std::string_view verb, const schedule_options& options);

/// Only the texts: "-" replaced by the lines of stdin, files of tables read in.
result<std::vector<std::string>> read_specs(const std::vector<std::string>& specs);

/// A step count: digits, or a whole number like 1e9. Errors name `what`.
result<std::uint64_t> read_count(std::string_view text, std::string_view what, std::uint64_t least = 0);
/// A list of counts: 0,10,99
result<std::vector<std::uint64_t>> read_counts(std::string_view text, std::string_view what);

/// Only these words, without naming them a second time in the help; only numbers above zero.
CLI::Validator one_of(std::vector<std::string> words);
CLI::Validator above_zero();

void add_json(CLI::App& verb, bool& json);
void add_output(CLI::App& verb, std::string& path, const std::string& what);

}  // namespace taper::cli
