// Options that several verbs share: schedules, length, clock, check options, JSON, output file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "program.hpp"
#include "reports/bound_schedule.hpp"
#include "taper/taper.hpp"

namespace CLI {
class Validator;
}

namespace taper::cli {

/// Batch options as given.
struct batch_options {
  batches how;
  bool drop_last = false;
  std::string ramp;
  std::vector<std::uint64_t> rampup;  ///< Megatron's: start, increment, samples
  std::string data;
  void add_to(CLI::App& verb);
  [[nodiscard]] result<batch_clock> read() const;
  /// The value of --data, if given.
  [[nodiscard]] result<std::optional<amount>> data_seen() const;
};

/// Schedules as given, with the length and clock to which they are bound.
struct schedule_options {
  std::vector<std::string> specs;
  std::string steps;
  clock timing;
  batch_options batching;

  /// Whether --steps is required.
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

using reports::bound_schedule;

/// The number of steps of a flag: whole steps, or an amount of data (3ep, 300Mtok) on the clock of the options.
result<std::uint64_t> read_steps(const std::string& text, const char* flag, const schedule_options& options,
                                 std::uint64_t least = 1);

/// Reads every SPEC ("-" stands for the lines of stdin; table("file.csv") is read here) and binds it.
result<std::vector<bound_schedule>> read_schedules(const schedule_options& options);
/// Reads the SPEC of a verb that takes exactly one.
result<bound_schedule> read_one_schedule(std::string_view verb, const schedule_options& options);

/// One schedule without a length, for verbs with optional --steps.
struct schedule_without_length {
  std::string spec;  ///< as typed
  schedule parsed;
  endless_run rates;
};
/// Reads the only SPEC. If a part of it needs the length, the error asks for --steps.
result<schedule_without_length> read_endless(std::string_view verb, const schedule_options& options);

/// An error if the text is not a schedule but the path of a file, such as a configuration.
result<void> not_a_file(const std::string& spec);

/// The texts only: "-" replaced by the lines of stdin, table files by their points.
result<std::vector<std::string>> read_specs(const std::vector<std::string>& specs);

/// Parses a step count: digits, or a whole number like 1e9. Errors name `what`.
result<std::uint64_t> read_count(std::string_view text, std::string_view what, std::uint64_t least = 0);
/// Parses a list of counts: 0,10,99
result<std::vector<std::uint64_t>> read_counts(std::string_view text, std::string_view what);

/// Refuses "nan", "inf" and numbers beyond the doubles as the value of any option.
CLI::Validator finite();
/// Validators of an option. The message continues its name: "--runs" + " must be from 2 to 1000, got '0'".
CLI::Validator one_of(std::vector<std::string> words);
CLI::Validator above_zero();
CLI::Validator between(double low, double high);

void add_json(CLI::App& verb, bool& json);
void add_output(CLI::App& verb, std::string& path, const std::string& what);

}  // namespace taper::cli
