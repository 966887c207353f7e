// What readers write into: rows by run and group, digits of the rates, hints; becomes a training_log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "number_text.hpp"
#include "taper/log.hpp"

namespace taper::inspection {

/// One row as a reader found it; the texts of rates are kept because their digits count.
struct record {
  std::optional<std::int64_t> step;
  std::optional<double> epoch;
  std::optional<double> loss;
  std::optional<double> eval_loss;
  std::optional<double> grad_norm;
  std::optional<std::int64_t> skipped;  ///< optimizer steps skipped so far, where the log counts them
  std::vector<std::pair<std::string, std::string>> rates;  ///< (group, text)
};

/// Collects rows. Readers differ in syntax only; what a row means is settled here.
class log_sink {
 public:
  /// A whole row: every rate goes to its group's series, the losses to the run's first series.
  void add(std::string_view run, const record& row);

  /// A fast path for readers with one run and one group: the row and the text of its rate (empty: none).
  void add(const log_row& row, std::string_view rate_text);

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
  void append(open_series& target, const log_row& row, std::string_view rate_text);

  training_log log_;
  std::vector<open_series> open_;
  std::unordered_map<std::string, std::size_t> index_;
  std::optional<rate_precision> precision_;
};

}  // namespace taper::inspection
