// Where in a run a row stands: steps, an epoch and an iteration of it, epochs only, or nothing but the order of rows.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include "taper/logs/log.hpp"

namespace taper::inspection {

/// A row that names no step, until positions are settled.
inline constexpr std::int64_t no_step = std::numeric_limits<std::int64_t>::min();

/// Step and epoch as a row names them.
struct row_place {
  std::int64_t step = no_step;
  float epoch = std::numeric_limits<float>::quiet_NaN();
};

/// How often each N of "n/N" was seen.
using step_lengths = std::map<std::int64_t, std::uint64_t>;

/// The one rule by which the rows of a run become positions.
///
/// | rows | position |
/// |---|---|
/// | steps that go on over the epochs | the step |
/// | steps that start again as the epoch goes up | (epoch - first) x length + step |
/// | steps n/N that start again, no epoch | restarts x N + step |
/// | whole epochs | the epoch |
/// | fractions of epochs | the epoch over the distance of two rows: rows are counted |
/// | nothing | rows are counted |
///
/// The length of an epoch is the N that most rows name; without one, the length at which the rates go on from epoch to
/// epoch as they do inside one; without a slope, the least that holds the rows. Epochs count from 0 where a row names 0,
/// or where steps do and the log begins later; else from 1.
class position_rule {
 public:
  enum class kind : unsigned char { steps, steps_of_epoch, steps_of_lap, epochs, parts_of_epochs, rows };

  /// `rows`: those of the series with most rates, in the order of the file.
  static position_rule of(const std::vector<log_row>& rows, const step_lengths& lengths);

  [[nodiscard]] kind what() const { return kind_; }
  /// N of n/N that is the length of the run; nothing where N is that of an epoch.
  [[nodiscard]] std::optional<std::int64_t> planned() const { return planned_; }
  [[nodiscard]] step_unit unit() const;

  /// Rewrites the steps; rows that have no position under the rule are taken out.
  void apply(std::vector<log_row>& rows) const;
  /// The position of one place; not for laps and counted rows, which need the rows before.
  [[nodiscard]] std::optional<std::int64_t> position(const row_place& place) const;

 private:
  kind kind_ = kind::steps;
  std::int64_t first_epoch_ = 0;
  std::int64_t length_ = 0;
  double epochs_a_row_ = 1.0;
  std::optional<std::int64_t> planned_;
};

}  // namespace taper::inspection
