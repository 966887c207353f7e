// Readings of a whole log as one schedule of any family of the registry, the shortest first.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "logs/recover/bits.hpp"
#include "logs/recover/reading.hpp"

namespace taper::inspection {

/// A reading that fits the rows, but for the odd ones.
struct whole_reading {
  reading what;
  std::optional<model> model_of{};  ///< where it is none of a window
  double bits = 0.0;
  std::size_t begin = 0;         ///< its first row: those before it follow something else
  std::vector<std::size_t> odd;  ///< rows that it does not fit
  bool after_warmup = false;     ///< the rows before the first are a warmup by batches
};

/// Every family, with a warmup before, over or times it, a hold and a floor; at most a row in 50 (and the first row) may
/// be odd. The shortest first; equal readings are one.
[[nodiscard]] std::vector<whole_reading> read_whole(std::span<const point> points, const hints& known);

/// Readings of a log of epochs whose first rows are a warmup by batches: the schedule of the later rows, from the first
/// row on that it fits.
[[nodiscard]] std::vector<whole_reading> read_after_warmup(std::span<const point> points, const hints& known);

/// Sets `reason` and `also` of the stretch of the first reading where another one that assumes as little gives other
/// rates for the run.
void name_rivals(std::span<const whole_reading> all, std::span<const point> points, const hints& known, stretch& s);

/// The reading as a stretch of all rows.
[[nodiscard]] std::optional<stretch> as_stretch(const whole_reading& r, std::span<const point> points);

}  // namespace taper::inspection
