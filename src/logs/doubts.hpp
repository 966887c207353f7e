// Schedules that fit their rows by coincidence, rises whose end is not in the log, and means of rates.
#pragma once

#include <span>
#include <vector>

#include "logs/recover/recover.hpp"
#include "taper/logs/log.hpp"

namespace taper::inspection {

/// The rows and what is known of them.
struct doubted_rows {
  std::span<const point> points;
  const hints& known;
  const rate_precision& precision;
  bool start_open = false;  ///< all rows are of one epoch
};

/// Gives a reason to every schedule whose fit may be coincidental: it is then shown as possible, not as what ran.
void add_doubts(std::vector<stretch>& found, const doubted_rows& rows);

/// A straight rise up to the last row is one warmup, whatever its first rate.
void name_rises(std::vector<stretch>& found, std::span<const point> points);

}  // namespace taper::inspection
