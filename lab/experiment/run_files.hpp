// The files of a run: DIR/<experiment>/<schedule>/<seed>/{config.json, metrics.jsonl, checkpoint, result.json}.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace taper::lab {

/// How peaks are chosen. They answer different questions: what a swap of the schedule alone does, what each can reach,
/// what the shape does when the sum of rates is the same.
enum class protocol : unsigned char { shared, tuned, budget };
std::string_view name_of(protocol p);

/// What result.json says. A number that does not apply is null.
struct run_result {
  std::string experiment;
  std::string spec;  ///< canonical, without the peak
  std::uint64_t seed = 0;
  std::uint64_t steps = 0;
  std::string protocol;  ///< shared, tuned, budget
  double peak = 0.0;
  std::string status;  ///< finished, diverged
  std::optional<double> train_loss;     ///< of the end, on a fixed part of the training data
  std::optional<double> held_out_loss;  ///< of the end, on a fixed part of the data that was never trained on
  std::optional<double> test_loss;      ///< the same number as held_out_loss
  std::optional<double> test_error;     ///< images: the part classified wrongly
  std::optional<double> delta_max;      ///< largest |loss(t) - loss(t-1)| of the run's batches
  std::optional<double> delta_q99;      ///< its 99 % quantile
  double seconds = 0.0;
  std::optional<double> tokens_per_second;  ///< images a second for images
  std::uint64_t parameters = 0;
  int threads = 0;
  std::string torch;
  std::string device;
  std::string note;  ///< of the data, e.g. which part of them was there
};

/// The folder of a run. Shared peak: DIR/<experiment>; the others: DIR/<experiment>.tuned, DIR/<experiment>.budget.
std::filesystem::path run_folder(const std::filesystem::path& dir, std::string_view experiment, protocol p,
                                 std::string_view canonical_spec, std::uint64_t seed);

}  // namespace taper::lab
