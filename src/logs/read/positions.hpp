// Positions of rows in a run: from steps, from an epoch and its iteration, from epochs, or from the order of rows.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include "taper/logs/log.hpp"

namespace taper::inspection {

/// A row without a step, before positions are computed.
inline constexpr std::int64_t no_step = std::numeric_limits<std::int64_t>::min();

/// Step and epoch as written in a row.
struct row_place {
  std::int64_t step = no_step;
  float epoch = std::numeric_limits<float>::quiet_NaN();
};

/// How often each N of "n/N" occurred.
using step_lengths = std::map<std::int64_t, std::uint64_t>;

/// Rows whose rounded epochs are evenly spaced: 0.05, 0.06, 0.07, 0.07, 0.08.
struct even_rows {
  double first = 0.0;      ///< epoch of the row number 0
  double distance = 1.0;   ///< in epochs
  double tolerance = 0.0;  ///< of an epoch
  std::int64_t begin = 0;  ///< the number of the first row

  [[nodiscard]] bool has(double epoch, std::int64_t number) const;
};

/// The rule that converts the rows of a run to positions.
///
/// | rows | position |
/// |---|---|
/// | steps that continue across epochs | the step |
/// | steps that restart when the epoch increases | (epoch - first) x length + step |
/// | steps n/N that restart, no epoch | restarts x N + step |
/// | whole epochs | the epoch |
/// | fractions of epochs | number of rows: the epoch divided by the distance of two rows, or the rows in order if their
/// | | rounded epochs are evenly spaced |
/// | nothing | number of rows |
///
/// The length of an epoch is the N that most rows contain; without N, the length at which the rates continue from epoch
/// to epoch as within an epoch; for constant rates, the smallest that fits. Epochs count from 0 if a row has epoch 0, or
/// if steps begin at 0 and the log begins later; otherwise from 1.
class position_rule {
 public:
  enum class kind : unsigned char { steps, steps_of_epoch, steps_of_lap, epochs, parts_of_epochs, rows };

  /// `rows`: the rows of the series with the most rates, in the order of the file.
  static position_rule of(const std::vector<log_row>& rows, const step_lengths& lengths);

  [[nodiscard]] kind what() const { return kind_; }
  /// N of n/N if it is the length of the run; nothing if it is that of an epoch.
  [[nodiscard]] std::optional<std::int64_t> planned() const { return planned_; }
  /// N of n/N if it is the length of an epoch.
  [[nodiscard]] std::optional<std::int64_t> epoch_steps() const { return named_epoch_; }
  [[nodiscard]] step_unit unit() const;
  /// Rows of one late epoch do not show whether epochs count from 0 or from 1.
  [[nodiscard]] bool start_open() const { return start_open_; }

  /// Rewrites the steps; removes rows without a position under the rule.
  void apply(std::vector<log_row>& rows) const;
  /// The position of one place; not for laps and counted rows, which depend on earlier rows.
  [[nodiscard]] std::optional<std::int64_t> position(const row_place& place) const;

 private:
  kind kind_ = kind::steps;
  bool start_open_ = false;
  std::int64_t first_epoch_ = 0;
  std::int64_t length_ = 0;
  double epochs_a_row_ = 1.0;
  std::optional<even_rows> even_;
  std::optional<std::int64_t> planned_;
  std::optional<std::int64_t> named_epoch_;
};

}  // namespace taper::inspection
