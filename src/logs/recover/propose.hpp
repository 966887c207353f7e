// From real-valued fits to whole schedules: the whole numbers (warmup, hold, total, lag) that rows and hints allow.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "logs/recover/effort.hpp"
#include "logs/recover/fall_fit.hpp"
#include "logs/recover/model.hpp"
#include "logs/recover/rise_fit.hpp"

namespace taper::inspection {

/// Facts known besides the rows.
struct hints {
  std::optional<std::int64_t> total;  ///< planned length
  std::optional<std::int64_t> epoch_steps{};  ///< steps of an epoch, where the log names them
  bool unfinished = false;            ///< the log ends well before the planned length
  double largest = 0.0;               ///< largest rate of the series
  bool guess = false;                 ///< of the rounding, to be dropped if it does not fit every row soon
  int windows = 48;                   ///< parts of a fall that are tried
  bool by_epoch = false;              ///< the rows are epochs already
  bool epochs = false;                ///< the log counts epochs
  bool coarse = false;                ///< the rounding is too coarse for whole numbers to be evidence
};

/// Rows of one rise–hold–fall: [rise_begin, top_begin) rises, [top_begin, fall_begin) is at the highest rate,
/// [fall_begin, flat_begin) falls, [flat_begin, end) has stopped falling.
struct block {
  std::size_t rise_begin = 0;
  std::size_t top_begin = 0;
  std::size_t fall_begin = 0;
  std::size_t flat_begin = 0;
  std::size_t end = 0;
};

/// Splits rows [first, last) into blocks: a new one starts where rates rise after a fall.
[[nodiscard]] std::vector<block> split_blocks(std::span<const point> points, std::size_t first, std::size_t last);

/// A schedule to be tried on the rows.
struct hypothesis {
  model fit;
  std::int64_t lag = 0;  ///< at the seed
  std::size_t seed = 0;  ///< a row of the window that it was made from
  int evidence = 0;      ///< whole and round numbers that came out by themselves
  bool by_hint = false;  ///< the planned length decided
};

/// Schedules from the fit of a fall over rows [window_begin, window_end).
void propose_falls(std::span<const point> points, const block& b, std::size_t window_begin, std::size_t window_end,
                   const fall_fit& fit, const hints& known, std::vector<hypothesis>& out);

/// Schedules that stay at their peak.
void propose_constants(std::span<const point> points, const block& b, const hints& known, std::vector<hypothesis>& out);

/// The peaks that rows allow.
struct peak_range {
  double low = 0.0;
  double high = 0.0;
  /// The roundest of them if that is round; else one near the middle, which is likeliest to fit other rows.
  [[nodiscard]] double choice() const;
};

/// The peaks at which a schedule fits all of `rows`; `unit(step)` is its rate there as a fraction of its peak. Empty where
/// there is none.
template <class Unit>
[[nodiscard]] std::optional<peak_range> peaks_by(const Unit& unit, std::span<const point> rows) {
  peak_range out{0.0, std::numeric_limits<double>::infinity()};
  spend(rows.size());
  for (const point& row : rows) {
    const double u = unit(row.step);
    if (!(u > 0.0)) {
      if (row.low > 0.0 || row.high < 0.0) return std::nullopt;
      continue;
    }
    out.low = std::max(out.low, row.low / u);
    out.high = std::min(out.high, row.high / u);
    if (out.low > out.high) return std::nullopt;
  }
  if (!std::isfinite(out.high) || !(out.high > 0.0)) return std::nullopt;
  return out;
}

/// The same for a model with one lag; the floor keeps its ratio to the peak. `ratio` = floor / peak.
[[nodiscard]] std::optional<peak_range> peaks_for(const model& m, double ratio, std::span<const point> rows,
                                                  std::int64_t lag);

}  // namespace taper::inspection
