// The files of a run: DIR/<experiment>/<schedule>/<seed>/{config.json, metrics.jsonl, checkpoint, result.json}.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "taper/result.hpp"

namespace taper::lab {

/// How peaks are chosen. The protocols answer different questions: the effect of the schedule alone, the best of each
/// schedule, and the effect of the shape at equal sum of rates.
/// `search` marks the runs by which `tuned` finds a peak: other seeds, with the peak in their spec.
enum class protocol : unsigned char { shared, tuned, budget, search };
std::string_view name_of(protocol p);

/// The contents of result.json. A number that does not apply is null.
struct run_result {
  std::string experiment;
  std::string spec;  ///< canonical, without the peak
  std::uint64_t seed = 0;
  std::uint64_t steps = 0;
  std::optional<std::uint64_t> batch;  ///< sequences or images per step; not in results of earlier versions
  std::string protocol;                ///< shared, tuned, budget
  double peak = 0.0;
  std::string status;                   ///< finished, diverged
  std::optional<double> train_loss;     ///< of the end, on a fixed part of the training data
  std::optional<double> held_out_loss;  ///< of the end, on a fixed part of the data that was never trained on
  std::optional<double> test_loss;      ///< the same number as held_out_loss
  std::optional<double> test_error;     ///< images: the fraction classified wrongly
  std::optional<double> delta_max;      ///< largest |loss(t) - loss(t-1)| of the run's batches
  std::optional<double> delta_q99;      ///< its 99 % quantile
  double seconds = 0.0;
  std::optional<double> tokens_per_second;  ///< images per second for images
  std::uint64_t parameters = 0;
  int threads = 0;
  std::string torch;
  std::string device;
  std::string note;               ///< on the data, e.g. which part was available
  std::optional<double> optimum;  ///< the lowest expected loss, if known (synthetic language)
  std::string checksum;           ///< CRC-32C of the final parameters, hexadecimal
};
nlohmann::ordered_json to_json(const run_result& r);
/// From the text of result.json; the error names the missing or wrong field.
taper::result<run_result> result_from_json(std::string_view text);

/// Writes FOLDER/result.json or FOLDER/config.json atomically.
[[nodiscard]] taper::result<void> write_json(const std::filesystem::path& file, const nlohmann::ordered_json& content);

/// Whether two config.json describe the same run, ignoring `threads` and `replicas`, which change only the
/// rounding. If not, the first key that differs, with both values.
std::optional<std::string> difference(const nlohmann::ordered_json& mine, const nlohmann::json& theirs);

/// The folder of a run. Shared peak: DIR/<experiment>; the others: DIR/<experiment>.tuned, .budget, .search.
std::filesystem::path run_folder(const std::filesystem::path& dir, std::string_view experiment, protocol p,
                                 std::string_view canonical_spec, std::uint64_t seed);

}  // namespace taper::lab
