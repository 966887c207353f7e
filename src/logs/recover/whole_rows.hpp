// The rows of a log as a search for one schedule needs them: the rise, the fall, a few hundred of all.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "logs/recover/model.hpp"
#include "logs/recover/rise_fit.hpp"

namespace taper::inspection {

struct whole_rows {
  std::vector<point> all;     ///< by step, odd first rows left out
  std::vector<point> chosen;  ///< some 200 of them: the most informative ones
  std::vector<point> fall;    ///< from the first row at the top on, spread
  std::vector<point> after;   ///< the same without the rows at the top, which may belong to the rise
  std::vector<rise_fit> rises;
  std::size_t rise_rows = 0;
  double top = 0.0;                  ///< the highest rate
  std::size_t top_rows = 0;          ///< rows that may have it
  double last_top = 0.0;             ///< the step of the last of them
  double first_low = 0.0;            ///< the first step at the lowest rate of the fall: its end, if the log shows it
  bool from_zero = false;            ///< of the rise one row is seen, a rate of 0
  std::optional<point> only_rise{};  ///< the only row of the rise, if it is above 0
  bool fine = false;                 ///< every bit was logged
  bool usable = false;               ///< it rises once and falls once
};

/// `skip_first` leaves so many first rows out.
[[nodiscard]] whole_rows rows_of(std::span<const point> points, bool coarse, std::size_t skip_first);

}  // namespace taper::inspection
