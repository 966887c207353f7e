// The model of a training log: series of (step, rate, losses) with the rounding of the text they were read from.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "taper/result.hpp"

namespace taper {

/// How the log rounded its rates.
enum class rounding : unsigned char {
  float64,       ///< shortest text of a double (Python repr): every bit is there
  float32,       ///< a double stored as a float, or a float printed: 24 bits are there
  float32_math,  ///< computed in floats throughout
  significant,   ///< a fixed number of significant digits (`%.6E` has 7)
  decimals,      ///< a fixed number of digits after the point (`%.6f` has 6)
};

/// The rounding that most rows of one series share. The interval of each row is its own: log_row::half_width.
struct rate_precision {
  rounding kind = rounding::float64;
  int digits = 17;  ///< for `significant` and `decimals`

  /// Half the width of the interval that a logged `value` stands for, in a series whose largest rate is `peak`.
  ///
  /// Includes what the arithmetic of a scheduler may lose (1e-12 of the peak; 4 float32 ulp of it for `float32_math`):
  /// closed forms and recursions both fit, one step of the clock does not.
  [[nodiscard]] double half_width(double value, double peak) const noexcept;

  /// `float64`, `float32`, `%.6E` (7 significant digits), `%.6f`.
  [[nodiscard]] std::string text() const;

  friend bool operator==(const rate_precision&, const rate_precision&) = default;
};

/// One line of a log. What it did not say is NaN.
///
/// The rate that was in use lies in [rate - half_width, rate + half_width]: half a unit of the last digit that the row's
/// own format can show (`%.3e` of 1.5e-4: 5e-8; a `%g` number `0.001` among numbers of six digits: 5e-10), one unit in
/// the last place of a float for numbers stored as floats, 0 where the text holds every bit of a double. The interval
/// holds the rounding of the text only: what a scheduler's arithmetic loses (a recursion, float32 throughout) is added
/// by whoever compares rows with a schedule.
struct log_row {
  std::int64_t step = 0;  ///< the position: a step, epoch x batches + batch, an epoch, or a count of rows (step_unit)
  double rate = std::numeric_limits<double>::quiet_NaN();
  float loss = std::numeric_limits<float>::quiet_NaN();
  float eval_loss = std::numeric_limits<float>::quiet_NaN();
  float grad_norm = std::numeric_limits<float>::quiet_NaN();
  float epoch = std::numeric_limits<float>::quiet_NaN();
  float half_width = 0.0f;    ///< of the interval that the text of `rate` stands for
  std::int32_t skipped = -1;  ///< optimizer steps skipped so far, as the row itself says; -1 where it does not

  [[nodiscard]] bool has_rate() const noexcept { return rate == rate; }
};

/// The rows of one parameter group of one run, in the order of the file.
struct log_series {
  std::string run;    ///< empty where the file holds one run
  std::string group;  ///< empty where the file holds one group
  std::vector<log_row> rows;
  std::size_t rates = 0;  ///< rows with a learning rate
  rate_precision precision;
  bool precision_certain = false;  ///< by the format or by trailing zeros; otherwise few digits may be nice numbers
  std::size_t groups_alike = 1;    ///< parameter groups with these same rates; `group` then names them all
  std::vector<std::int64_t> bad_gradient;                      ///< steps whose gradient norm was NaN or infinite
  std::vector<std::int64_t> bad_loss;                          ///< steps whose loss was NaN or infinite
  std::vector<std::pair<std::int64_t, std::int64_t>> skipped;  ///< (step, skipped so far), where the log counts them
};

/// What a log's steps count.
enum class step_unit : unsigned char { steps, epochs, rows };

/// A training log as read: one or more series and what the file says of the plan.
struct training_log {
  std::string file;
  std::string format;                       ///< name of the reader, e.g. `hf-trainer-state`
  std::uint64_t rows = 0;                   ///< rows of any kind in the file
  std::vector<log_series> series;           ///< the one with the most rates first
  std::optional<std::int64_t> max_steps;    ///< planned length, if the file says it
  std::optional<std::int64_t> global_step;  ///< steps done, if the file says it
  std::optional<double> epochs;             ///< planned epochs, if the file says it
  step_unit unit = step_unit::steps;
  std::vector<std::pair<std::string, std::string>> settings;  ///< the configuration at the head of the log, as written
};

/// How to read a log.
struct read_options {
  std::string format{};   ///< force a reader by name; empty: recognize
  std::string pattern{};  ///< a regular expression with named groups (step, epoch, iter, per_epoch, lr, loss …)
  std::string name{};     ///< the file's name or path, for messages; it may tell what a column is (`lr/pg0.tsv`)
  std::string path{};     ///< the file itself, for readers that open it themselves (SQLite); `read_log_file` sets it
};

/// One entry of the list of readers.
struct log_format {
  std::string_view name;
  std::string_view writes;      ///< who writes such files
  std::string_view looks;       ///< what a row looks like
  std::string_view recognized;  ///< by what
  std::string_view groups;      ///< how runs and parameter groups are told apart
};

/// Every reader, in the order in which formats are tried; the one list behind recognition, `--format`, help and docs.
[[nodiscard]] std::span<const log_format> log_formats() noexcept;

/// Reads a log from a stream in bounded memory (a fixed buffer, and 40 bytes for each row kept).
///
/// Errors: not a log (and what it is instead: a Git LFS pointer, JSON without a log, empty), no learning rates.
[[nodiscard]] result<training_log> read_log(std::istream& in, const read_options& options = {});

/// Reads a log held in memory.
[[nodiscard]] result<training_log> read_log(std::string_view text, const read_options& options = {});

/// Reads a file; `options.name` defaults to the path.
[[nodiscard]] result<training_log> read_log_file(const std::string& path, read_options options = {});

}  // namespace taper
