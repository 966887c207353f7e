// The model of a training log: series of (step, rate, losses) with the rounding of their texts.
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
  float64,       ///< shortest text of a double (Python repr): exact
  float32,       ///< a double stored as a float, or a printed float: 24 bits
  float32_math,  ///< computed in floats throughout
  significant,   ///< a fixed number of significant digits (`%.6E` has 7)
  decimals,      ///< a fixed number of digits after the point (`%.6f` has 6)
};

/// The most frequent rounding of a series. Each row has its own interval: log_row::half_width.
struct rate_precision {
  rounding kind = rounding::float64;
  int digits = 17;  ///< for `significant` and `decimals`

  /// Half the width of the interval of a logged `value`, in a series whose largest rate is `peak`.
  ///
  /// Includes rounding errors of a scheduler's arithmetic (1e-12 of the peak; 4 float32 ulp of it for `float32_math`):
  /// closed forms and recursions both fit, a shift by one step does not.
  [[nodiscard]] double half_width(double value, double peak) const noexcept;

  /// `float64`, `float32`, `%.6E` (7 significant digits), `%.6f`.
  [[nodiscard]] std::string text() const;

  friend bool operator==(const rate_precision&, const rate_precision&) = default;
};

/// One row of a log. Missing values are NaN.
///
/// The applied rate is in [rate - half_width, rate + half_width]: half a unit of the last digit that the format of the
/// row can show (`%.3e` of 1.5e-4: 5e-8; a `%g` number `0.001` among numbers with six digits: 5e-10), one unit in
/// the last place of a float for numbers stored as floats, 0 if the text determines every bit of a double. The interval
/// covers only the rounding of the text. Errors of a scheduler's arithmetic (a recursion, float32 throughout) are added
/// when rows are compared with a schedule.
struct log_row {
  std::int64_t step = 0;  ///< the position: a step, epoch x batches + batch, an epoch, or a row number (step_unit)
  double rate = std::numeric_limits<double>::quiet_NaN();
  float loss = std::numeric_limits<float>::quiet_NaN();
  float eval_loss = std::numeric_limits<float>::quiet_NaN();
  float grad_norm = std::numeric_limits<float>::quiet_NaN();
  float epoch = std::numeric_limits<float>::quiet_NaN();
  float half_width = 0.0f;    ///< of the interval of the text of `rate`
  std::int32_t skipped = -1;  ///< optimizer steps skipped so far, if the row has them; otherwise -1

  [[nodiscard]] bool has_rate() const noexcept { return rate == rate; }
};

/// The rows of one parameter group of one run, in the order of the file.
struct log_series {
  std::string run;    ///< empty if the file has one run
  std::string group;  ///< empty if the file has one group
  std::vector<log_row> rows;
  std::size_t rates = 0;  ///< rows with a learning rate
  rate_precision precision;
  bool precision_certain =
      false;                     ///< from the format or trailing zeros; otherwise few digits may be exact round numbers
  std::size_t groups_alike = 1;  ///< parameter groups with the same rates; `group` then names all of them
  std::vector<std::int64_t> bad_gradient;                      ///< steps whose gradient norm was NaN or infinite
  std::vector<std::int64_t> bad_loss;                          ///< steps whose loss was NaN or infinite
  std::vector<std::pair<std::int64_t, std::int64_t>> skipped;  ///< (step, skipped so far), if the log counts them
};

/// The unit of the steps of a log.
enum class step_unit : unsigned char { steps, epochs, rows };

/// A training log: one or more series, and the plan if the file has it.
struct training_log {
  std::string file;
  std::string format;                       ///< name of the reader, e.g. `hf-trainer-state`
  std::uint64_t rows = 0;                   ///< rows of any kind in the file
  std::vector<log_series> series;           ///< the series with the most rates first
  std::optional<std::int64_t> max_steps;    ///< planned length, if the file has it
  std::optional<std::int64_t> global_step;  ///< steps done, if the file has them
  std::optional<double> epochs;             ///< planned epochs, if the file has them
  std::optional<std::int64_t> epoch_steps;  ///< steps of an epoch, if the rows name them ("[200/756]")
  step_unit unit = step_unit::steps;
  bool start_open = false;  ///< rows of one late epoch: positions are one epoch off if epochs count from 0
  std::vector<std::pair<std::string, std::string>>
      settings;  ///< the configuration at the beginning of the log, as written
};

/// Options for reading a log.
struct read_options {
  std::string format{};      ///< the reader to use; empty: recognize
  std::string pattern{};     ///< a regular expression with named groups (step, epoch, iter, per_epoch, lr, loss …)
  std::string name{};        ///< name or path for messages; it may identify a column (`lr/pg0.tsv`)
  std::string path{};        ///< the path, for readers that open the file (SQLite); set by `read_log_file`
  bool whole_lines = false;  ///< a last line without its end is still being written: do not read it
};

/// One entry of the list of readers.
struct log_format {
  std::string_view name;
  std::string_view writes;      ///< programs that write it
  std::string_view looks;       ///< an example of a row
  std::string_view recognized;  ///< how it is recognized
  std::string_view groups;      ///< how runs and parameter groups are distinguished
};

/// Every reader, in the order in which formats are tried: the list for recognition, `--format`, help and docs.
[[nodiscard]] std::span<const log_format> log_formats() noexcept;

/// Reads a log from a stream in bounded memory (a fixed buffer, and 40 bytes per row).
///
/// Errors: not a log (with the kind of file: a Git LFS pointer, JSON without a log, empty), no learning rates.
[[nodiscard]] result<training_log> read_log(std::istream& in, const read_options& options = {});

/// Reads a log from memory.
[[nodiscard]] result<training_log> read_log(std::string_view text, const read_options& options = {});

/// Reads a file; `options.name` defaults to the path.
[[nodiscard]] result<training_log> read_log_file(const std::string& path, read_options options = {});

}  // namespace taper
