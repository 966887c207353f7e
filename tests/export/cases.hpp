// Schedules for the export tests: every family with many modifiers, and the rates that the library gives.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "taper/export.hpp"

namespace taper::testing {

/// One rate that exported code must give.
struct expected_rate {
  std::uint64_t step;
  std::uint64_t total;
  double rate;
};

/// A schedule, its code, and what the code must give.
struct export_case {
  std::string spec;
  std::string code;
  double peak = 1.0;
  std::vector<expected_rate> rates;
};

/// Every window of the registry (several parameters each), and modifiers of every kind and in many mixtures.
std::vector<std::string> many_windows();
std::vector<std::string> many_modifiers();

/// The cases of a target: all windows with all modifiers, over `steps` steps. With the length as an argument the code
/// is made at one length and must hold at others.
std::vector<export_case> fixed_cases(export_target to);
std::vector<export_case> runtime_cases(export_target to);
/// Code without a length: all windows with a Kronecker input and whatever goes with it, endless restarts, a constant;
/// at steps far beyond those that a double or 32 bits count.
std::vector<export_case> endless_cases(export_target to);

}  // namespace taper::testing
