// The output of readers: rows by run and group, digits of the rates, hints; becomes a training_log.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "logs/read/positions.hpp"
#include "logs/read/rate_digits.hpp"
#include "taper/logs/log.hpp"

namespace taper::inspection {

/// One rate as written, with its digits.
struct group_rate {
  std::string group;
  double value = 0.0;
  digit_shape digits;
};

/// One row as written.
struct record {
  std::optional<std::int64_t> step;  ///< of the run, or of its epoch if it restarts
  std::optional<double> epoch;
  std::optional<std::int64_t> of;  ///< N of a step written n/N
  std::optional<double> loss;
  std::optional<double> eval_loss;
  std::optional<double> grad_norm;
  std::optional<std::int64_t> skipped;  ///< optimizer steps skipped so far, if the log counts them
  std::vector<group_rate> rates;

  /// Adds the rate of a group; text that is not a number is ignored.
  void add_rate(std::string group, std::string_view text);
};

/// Collects rows. Readers handle only the syntax; the meaning of rows is determined here.
class log_sink {
 public:
  /// A complete row: every rate goes to the series of its group, the losses to the first series of the run.
  void add(std::string_view run, const record& row);

  /// A fast path for readers with one run and one group: the row, and the digits of its rate if it has one.
  void add(const log_row& row, const digit_shape& digits);

  /// Reports a gradient norm or loss that is NaN or infinite (only for the fast path; `record` detects it).
  void note_bad_gradient(std::int64_t step);
  void note_bad_loss(std::int64_t step);

  /// A row that is only counted.
  void add_empty() { ++log_.rows; }

  /// The format has a known rounding.
  void set_precision(rate_precision precision) { precision_ = precision; }

  /// The minimum number of rows for a run without step and epoch to be accepted with counted rows. Without this call such
  /// a run is rejected, because a single rate may be a setting.
  void count_rows_from(std::size_t least) { least_counted_ = least; }

  /// Renames a run (merging it with a run of that name), or removes it.
  void rename_run(std::string_view from, std::string_view to);
  void drop_run(std::string_view run);

  /// Rates that were ignored because their rows have neither step nor epoch; known after finish().
  [[nodiscard]] std::uint64_t rates_without_position() const { return without_position_; }

  [[nodiscard]] training_log& log() { return log_; }

  /// The finished log: positions settled (positions.hpp), trainings and engines told apart, groups with the same rates
  /// joined; series without a rate are dropped, the one with most rates comes first.
  [[nodiscard]] training_log finish();

 private:
  struct open_series {
    log_series series;
    std::vector<row_place> bad_gradient;
    std::vector<row_place> bad_loss;
    bool dropped = false;
  };
  std::size_t series_of(std::string_view run, std::string_view group);
  void append(open_series& target, const log_row& row, const digit_shape& digits);
  void settle_widths(log_series& series) const;
  void settle_positions(const std::string& run);
  void join_rows_without_rates();

  training_log log_;
  std::vector<open_series> open_;
  std::unordered_map<std::string, std::size_t> index_;
  std::map<std::string, step_lengths, std::less<>> lengths_;  // by run: N of n/N
  std::size_t recent_ =
      0;  // the series of the last rate: the next rate nearly always belongs to it or to the next series
  std::size_t least_counted_ = std::numeric_limits<std::size_t>::max();
  std::uint64_t without_position_ = 0;
  std::size_t rates_of_unit_ = 0;  // of the series that determines unit and plan of the log
  std::optional<rate_precision> precision_;
};

}  // namespace taper::inspection
