// Recovery: the schedules that a series of rates followed, segment by segment.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "logs/recover/explain.hpp"
#include "logs/recover/propose.hpp"

namespace taper::inspection {

/// Another reading of the same rows: a family at its best, or a schedule that fits all of them too.
struct rival {
  std::string name;
  double misfit = 0.0;  ///< (max ratio - min ratio) / (max + min) of rate to shape: the peak free, the warmup free
  double bits = 0.0;    ///< by which it assumes more, the rows that it does not fit included
};

/// One stretch of the log under one schedule, or under none that is known.
struct stretch {
  explanation where;  ///< rows; for an unknown schedule only begin and end
  std::optional<model> fit;
  std::string reason;             ///< why there is no fit
  std::vector<model> also;        ///< schedules that fit every row as well
  std::int64_t warmup_least = 0;  ///< warmups that fit every row with a free peak
  std::int64_t warmup_most = 0;
  std::int64_t total_least = 0;  ///< totals likewise; 0 where the shape has none
  std::int64_t total_most = 0;
  double peak_least = 0.0;
  double peak_most = 0.0;
  bool total_by_hint = false;
  std::optional<rival> runner_up;
  bool after_warmup = false;  ///< the rows before are a warmup by batches
};

/// The stretches of a series, in order; they cover every row.
[[nodiscard]] std::vector<stretch> recover(std::span<const point> points, const hints& known);

/// The schedule of all rows if their rates jump up or stay and drop, as those of no window do: restarts, triangles, drops,
/// steps of whole epochs. Empty if none of these fits every row.
[[nodiscard]] std::optional<stretch> recover_turns(std::span<const point> points, const hints& known);

/// Fills in the ranges that the rows do not determine. The stretch has a fit. `offset_known`: another stretch of the
/// log shows whether its rows have the rate of their own step or of the next.
void find_ranges(std::span<const point> points, stretch& s, bool offset_known);

/// The explained rows on the scheduler's own clock: those of the rise, the start of the fall, and a spread of all.
[[nodiscard]] std::vector<point> rows_on_counter(std::span<const point> points, const stretch& s);

/// floor / peak
[[nodiscard]] double floor_ratio(const model& m);

/// The best of the other families, or the rival that the stretch already has if that is shorter.
[[nodiscard]] std::optional<rival> find_runner_up(std::span<const point> points, const hints& known, const stretch& s);

}  // namespace taper::inspection
