// Follows a training log as it is written, and predicts the end of the run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "taper/logs/inspect.hpp"
#include "taper/logs/log.hpp"
#include "taper/result.hpp"

namespace taper {

/// The change of a log since the last read.
enum class log_change : unsigned char {
  none,      ///< nothing new
  grown,     ///< rows were added, or the file was rewritten with all its rows
  rotated,   ///< a new file continues where the old one ended: rows of both are kept
  replaced,  ///< a new or truncated file that does not continue the old one: old rows are dropped
};

/// Appends the rows of `more` to the series of the same run and group; the plan of `more` replaces the old one.
void append_log(training_log& log, training_log more);

/// Follows one file, which is read again whenever its size, time or identity changes. A last line without its end is
/// still being written: it is left for a later read.
///
/// If a file is renamed and a new one is started (logrotate), or if it is truncated (copytruncate), its rows are
/// appended if its first step is beyond those already read; otherwise it is a new run. Cost: reading the file, or
/// nothing if it did not change. Memory: as read_log.
class log_follower {
 public:
  explicit log_follower(std::string path, read_options options = {})
      : path_(std::move(path)), options_(std::move(options)) {
    options_.whole_lines = true;
  }

  /// Reads the file once. Errors: no such file, or no log in it yet (it may be incomplete); the rows read so
  /// far are kept, and the next call tries again.
  result<log_change> look();

  /// The rows so far; nothing before the first successful read.
  [[nodiscard]] const std::optional<training_log>& log() const noexcept { return log_; }

 private:
  struct identity {
    std::uint64_t device = 0;
    std::uint64_t file = 0;
    std::uint64_t size = 0;
    std::int64_t time = 0;
    friend bool operator==(const identity&, const identity&) = default;
  };
  static std::optional<identity> identify(const std::string& path);

  std::string path_;
  read_options options_;
  std::optional<identity> seen_;
  bool begun_anew_ = false;           ///< since the last successful read
  std::optional<training_log> past_;  ///< rows of earlier files
  std::optional<training_log> part_;  ///< rows of the current file
  std::optional<training_log> log_;   ///< both
};

/// The state of a run, and the next fault if it continues unchanged.
struct outlook {
  std::int64_t step = 0;            ///< the last logged one
  double rate = 0.0;                ///< there
  std::optional<double> loss;       ///< the last finite training loss
  std::optional<std::int64_t> end;  ///< logged step at which the run ends: by the plan, else by the schedule
  std::optional<double> end_rate;   ///< rate there
  std::optional<log_finding> next;  ///< the next expected fault
};

/// Looks ahead from the last row: compares the current schedule with the plan. `collapse_at` is the step of a
/// premature collapse (check_report), if there is one.
///
/// Possible faults: `ends-early` (the schedule ends before the run), `unfinished-decay` (the run ends before the
/// schedule), `no-decay` (a schedule without an end, still above a tenth of its peak when the run ends),
/// `premature-collapse`.
[[nodiscard]] outlook look_ahead(const log_series& rows, const log_report& report,
                                 std::optional<std::uint64_t> collapse_at = std::nullopt);

}  // namespace taper
