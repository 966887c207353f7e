// Whether what `inspect` reports on a log of the grid is true, by its rates.
#pragma once

#include <cstdint>
#include <string>

#include "grid/cases.hpp"

namespace taper::test {

enum class answer : unsigned char {
  right,         ///< its rates are those of the schedule, up to the schedule's end
  open,          ///< it cannot tell, names two that fit every row, or doubts a piece
  undetermined,  ///< it cannot tell, and the rows do not determine it: `second_schedule` shows another
  wrong,         ///< it reports a schedule that has other rates
  failed,        ///< the log was not read
};

struct grid_result {
  answer what = answer::failed;
  std::string reported;
  std::string faults;  ///< ids; these logs have none
  double seconds = 0.0;
  std::uint64_t evaluations = 0;
};

[[nodiscard]] grid_result judge(const grid_case& c);

}  // namespace taper::test
