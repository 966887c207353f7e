// Rates of consecutive steps inside a fall, with the instructions of the caller's choice.
#pragma once

#include <span>

#include "lanes.hpp"
#include "taper/schedule.hpp"

namespace taper::detail {

/// Fills `out` with the rates of the line; false, and nothing is written, if the window has no vector code.
bool fill_fall(vectors use, const any_window::kernel_type& kernel, const fall_line& line,
               std::span<double> out) noexcept;

}  // namespace taper::detail
