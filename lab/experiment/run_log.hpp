// The logs of a run: metrics.jsonl, and the same as TensorBoard events.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "taper/result.hpp"

namespace taper::lab {

/// One row: {"step","learning_rate","loss","grad_norm"?,"held_out_loss"?,"seconds"};
/// a loss that is not a number is null.
struct metrics_row {
  std::uint64_t step = 0;
  double learning_rate = 0.0;
  double loss = 0.0;
  std::optional<double> grad_norm;
  std::optional<double> held_out_loss;
  double seconds = 0.0;
};

/// The ends of the two files: a checkpoint stores them, and later rows are cut off when the run resumes from it.
struct log_place {
  std::uint64_t metrics = 0;
  std::uint64_t events = 0;
};

/// A stream that writes to an open descriptor and owns it; on an error, which names `path`, the descriptor is closed.
taper::result<std::FILE*> stream_of(int fd, const std::string& path);

/// Appends to FOLDER/metrics.jsonl and FOLDER/events.out.tfevents.taper-lab.
class run_log {
 public:
  /// Opens both, cut to `from`; an error if a file is shorter than that.
  static taper::result<std::unique_ptr<run_log>> open(const std::filesystem::path& folder, const log_place& from);
  run_log(const run_log&) = delete;
  run_log& operator=(const run_log&) = delete;
  ~run_log();

  [[nodiscard]] taper::result<void> add(const metrics_row& row);
  /// Syncs to disk: a checkpoint must not refer to more rows than the files have.
  [[nodiscard]] taper::result<void> sync();
  [[nodiscard]] log_place place() const { return place_; }

 private:
  run_log() = default;
  std::FILE* metrics_ = nullptr;
  std::FILE* events_ = nullptr;
  std::string name_;
  log_place place_;
};

/// One TFRecord: length, masked CRC-32C of it, payload, masked CRC-32C of that.
std::string tfrecord(std::string_view payload);
/// An Event of TensorBoard with scalars; an empty list gives the event that starts a file.
std::string scalar_event(double wall_time, std::int64_t step,
                         std::initializer_list<std::pair<std::string_view, float>> scalars);

}  // namespace taper::lab
