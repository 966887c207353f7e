// Training configurations of other frameworks: the schedule that each will run, and its faults.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "taper/result.hpp"
#include "taper/schedule.hpp"

namespace taper {

/// Facts about a run that its configuration does not contain.
struct run_facts {
  std::optional<std::uint64_t> steps{};            ///< optimizer steps of the run
  std::optional<std::uint64_t> steps_per_epoch{};  ///< optimizer steps of an epoch
  std::optional<std::uint64_t> dataset_size{};     ///< training examples
  std::optional<std::uint64_t> world_size{};       ///< data-parallel processes; 1 if not given and the file has none
  /// The text of a file that the configuration names, such as DeepSpeed's JSON; nullopt if it is not there. Without this
  /// function such files are not read.
  std::function<std::optional<std::string>(const std::string& path)> other_file{};
};

/// A mistake in a configuration (fault) or information (note).
struct config_finding {
  std::string id;        ///< e.g. `warmup-conflict`
  std::string key;       ///< the key concerned, as in the file; may be empty
  std::size_t line = 0;  ///< counted from 1; 0 if it concerns no line
  std::string message;
};

/// The schedule that a configuration will run.
struct config_reading {
  std::string format;                 ///< name in config_formats()
  std::optional<schedule> requested;  ///< empty if the framework stops with an error
  std::string spec;                   ///< the same in taper's notation
  std::optional<std::uint64_t> steps;
  std::string steps_from;  ///< the key that gives the length, with its line, and what was given for it
  std::string optimizer;   ///< the name of the optimizer as in the file; may be empty
  std::string model;       ///< the name of the model as in the file; may be empty
  std::vector<config_finding> faults;
  std::vector<config_finding> notes;
};

/// One format of configurations.
struct config_format {
  std::string_view name;
  std::string_view title;
  std::string_view source;  ///< repository and release from which its keys, defaults and formulas were taken
};

/// Every format, in the order in which they are tried.
[[nodiscard]] std::span<const config_format> config_formats();
/// An error if no format has this name; the empty name stands for any.
result<void> known_config_format(std::string_view name);

/// The schedule of a configuration: YAML, JSON, TOML, a shell command, keyword arguments of a Python call, or
/// Megatron's dump of its arguments. `format` forces one; otherwise the content decides.
///
/// Nothing is guessed. Errors: unsupported (no known format; a schedule without a counterpart; a rate computed by
/// code), missing (a length that neither the file nor `facts` gives; the hint says what to give), unknown_name (a key
/// about the rate that the reader of the framework does not know), out_of_range and syntax. `subject` and `line` name
/// the key.
[[nodiscard]] result<config_reading> read_config(std::string_view text, const run_facts& facts = {},
                                                 std::string_view format = {});

/// The same from the keys and values (`optim/sched/name`) that `inspect` finds at the head of a log.
[[nodiscard]] result<config_reading> read_config(std::span<const std::pair<std::string, std::string>> settings,
                                                 const run_facts& facts = {});

}  // namespace taper
