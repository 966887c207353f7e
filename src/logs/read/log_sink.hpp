// What readers write into: rows by run and group, digits of the rates, hints; becomes a training_log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "logs/read/number_text.hpp"
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
  std::optional<std::int64_t> step;
  std::optional<double> epoch;
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

  [[nodiscard]] training_log& log() { return log_; }

  /// The finished log; series without a rate are dropped, the one with most rates comes first.
  [[nodiscard]] training_log finish() &&;

 private:
  struct open_series {
    log_series series;
    digit_census digits;
  };
  std::size_t series_of(std::string_view run, std::string_view group);
  void append(open_series& target, const log_row& row, const digit_shape& digits);

  training_log log_;
  std::vector<open_series> open_;
  std::unordered_map<std::string, std::size_t> index_;
  std::size_t recent_ = 0;  // the series of the last rate: the next one is nearly always its own or its neighbour's
  std::optional<rate_precision> precision_;
};

}  // namespace taper::inspection
