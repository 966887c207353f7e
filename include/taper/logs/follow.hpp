// Following a training log while it is written, and what the run is heading for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "taper/logs/inspect.hpp"
#include "taper/logs/log.hpp"
#include "taper/result.hpp"

namespace taper {

/// What became of a log since it was last looked at.
enum class log_change : unsigned char {
  none,      ///< nothing new
  grown,     ///< rows were added, or the file was written anew with all its rows
  rotated,   ///< a new file goes on where the old one ended: rows of both are kept
  replaced,  ///< a new file, or the same cut back, that does not go on: the old rows are forgotten
};

/// Appends the rows of `more` to the series of the same run and group; what `more` says of the plan holds.
void append_log(training_log& log, training_log more);

/// Follows one file: it is read again whenever its size, time or identity changed.
///
/// A file that was renamed and begun anew (logrotate), or cut back to nothing (copytruncate), goes on from the rows
/// already read if its first step lies beyond theirs; else it is a new run. Cost of a look: reading the file, or
/// nothing where it did not change. Memory: as read_log.
class log_follower {
 public:
  explicit log_follower(std::string path, read_options options = {})
      : path_(std::move(path)), options_(std::move(options)) {}

  /// Looks once. Errors: no such file, no log in it yet (it may be in the middle of being written); the rows read so
  /// far stay, and the next look tries again.
  result<log_change> look();

  /// The rows so far; nothing before the first look that succeeded.
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
  bool begun_anew_ = false;           ///< since the last read that succeeded
  std::optional<training_log> past_;  ///< rows of files before the present one
  std::optional<training_log> part_;  ///< rows of the present file
  std::optional<training_log> log_;   ///< both
};

/// Where a run stands and what it runs into if it goes on as it does.
struct outlook {
  std::int64_t step = 0;            ///< the last logged one
  double rate = 0.0;                ///< there
  std::optional<double> loss;       ///< the last training loss that is a number
  std::optional<std::int64_t> end;  ///< logged step at which the run ends: the plan's, else the schedule's
  std::optional<double> end_rate;   ///< rate there
  std::optional<log_finding> next;  ///< the next fault that is foreseen
};

/// Looks ahead from the last row: the schedule that is followed against the plan, and `collapse_at`, the step of a
/// premature collapse (check_report), where there is one.
///
/// Foreseen: `ends-early` (the schedule is over before the run is), `unfinished-decay` (the run is over before the
/// schedule), `no-decay` (a schedule without an end, still above a tenth of its peak when the run ends),
/// `premature-collapse`.
[[nodiscard]] outlook look_ahead(const log_series& rows, const log_report& report,
                                 std::optional<std::uint64_t> collapse_at = std::nullopt);

}  // namespace taper
