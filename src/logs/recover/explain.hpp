// How far a model explains the rows of a log, and with which lag of the scheduler's counter behind the logged step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "logs/recover/model.hpp"

namespace taper::inspection {

/// The counter is `step - lag`; the lag may only grow as the run goes on (a skipped optimizer step).
struct lag_piece {
  std::size_t begin = 0;   ///< first row (index into the points)
  std::int64_t least = 0;  ///< lags that every row of the piece allows
  std::int64_t most = 0;
  std::int64_t lag = 0;  ///< the one chosen: nearest to that of the previous piece
};

/// Rows [begin, end) explained by one model.
struct explanation {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::vector<lag_piece> lags;       ///< in order; lags grow from one to the next
  std::vector<std::size_t> misfits;  ///< single rows inside that do not fit

  [[nodiscard]] std::size_t rows() const noexcept { return end - begin; }
  [[nodiscard]] std::size_t exact() const noexcept { return rows() - misfits.size(); }
  /// The lag chosen at a row.
  [[nodiscard]] std::int64_t lag_at(std::size_t row) const noexcept;
};

/// Extends an explanation from row `seed` with lag in [least, most], forward and backward, inside [first, last).
///
/// `prior` is the lag to choose at the start if several fit.
/// Pieces of constant lag are as long as they can be, so that their number is least. A single row that fits no lag is
/// a misfit if the rows after it fit; two in a row end the explanation. rows() == 0 where the seed does not fit.
[[nodiscard]] explanation explain(const model& m, std::span<const point> points, std::size_t first, std::size_t last,
                                  std::size_t seed, std::int64_t least, std::int64_t most, std::int64_t prior = 0);

/// Largest |model - value| / |value| over the explained rows; infinite if a rate of zero does not match.
[[nodiscard]] double largest_relative_error(const model& m, std::span<const point> points, const explanation& e);

}  // namespace taper::inspection
