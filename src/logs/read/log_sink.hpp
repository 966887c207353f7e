// What readers write into: rows by run and group, digits of the rates, hints; becomes a training_log.
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

/// One rate as a reader found it; its digits count.
struct group_rate {
  std::string group;
  double value = 0.0;
  digit_shape digits;
};

/// One row as a reader found it.
struct record {
  std::optional<std::int64_t> step;  ///< of the run, or of its epoch: the sink tells by its starting again
  std::optional<double> epoch;
  std::optional<std::int64_t> of;  ///< the N of a step written n/N
  std::optional<double> loss;
  std::optional<double> eval_loss;
  std::optional<double> grad_norm;
  std::optional<std::int64_t> skipped;  ///< optimizer steps skipped so far, where the log counts them
  std::vector<group_rate> rates;

  /// Adds the rate of a group; what is no number is left out.
  void add_rate(std::string group, std::string_view text);
};

/// Collects rows. Readers differ in syntax only; what a row means is settled here.
class log_sink {
 public:
  /// A whole row: every rate goes to its group's series, the losses to the run's first series.
  void add(std::string_view run, const record& row);

  /// A fast path for readers with one run and one group: the row, and the digits of its rate where it has one.
  void add(const log_row& row, const digit_shape& digits);

  /// The gradient norm, or the loss, of a step was NaN or infinite (with the fast path; `record` tells by itself).
  void note_bad_gradient(std::int64_t step);
  void note_bad_loss(std::int64_t step);

  /// A row that only counts.
  void add_empty() { ++log_.rows; }

  /// The format rounds in a known way.
  void set_precision(rate_precision precision) { precision_ = precision; }

  /// From how many rows on a run whose rows name neither step nor epoch is taken, its rows counted. Not at all unless
  /// this is called: a rate alone may as well be a setting.
  void count_rows_from(std::size_t least) { least_counted_ = least; }

  /// Gives the rows of a run another name (they join the rows that have it), or forgets them.
  void rename_run(std::string_view from, std::string_view to);
  void drop_run(std::string_view run);

  /// Rates that were left out because their rows name neither step nor epoch; known once finished.
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
  std::map<std::string, step_lengths, std::less<>> lengths_;  // by run: the N of n/N
  std::size_t recent_ = 0;  // the series of the last rate: the next one is nearly always its own or its neighbour's
  std::size_t least_counted_ = std::numeric_limits<std::size_t>::max();
  std::uint64_t without_position_ = 0;
  std::size_t rates_of_unit_ = 0;  // of the series that the log's unit and plan are taken from
  std::optional<rate_precision> precision_;
};

}  // namespace taper::inspection
