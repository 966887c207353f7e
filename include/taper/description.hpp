// What a schedule is: its formula and source, its form in native windows, and the same with every spelling as JSON.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "taper/schedule.hpp"

namespace taper {

/// Name, formula and source of a schedule: of its window, or of the row of its library.
struct description {
  std::string name;
  std::string formula;
  std::string source;
  std::string native{};       ///< native form of a library schedule; empty if there is none
  std::uint64_t steps = 0;    ///< length of the native form
  std::uint64_t assumed = 0;  ///< run length assumed for a schedule without a length; 0 if none is assumed
  bool combined = false;      ///< a combination, which has no library
  bool needs_length = true;   ///< false: its rates do not depend on the length of the run

  /// "linear | floor(10%)   over 100 steps"
  [[nodiscard]] std::string native_over_steps() const;
};
description description_of(const schedule& s);

/// One object of `taper show --json` (taper.show/1), without line breaks. `spec` is the text as given.
std::string show_json(std::string_view spec, const schedule& s);

}  // namespace taper
