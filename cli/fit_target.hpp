// The target of `taper fit --to`: a schedule, a file of rates, or a training log.
#pragma once

#include <string>

#include "taper/design/fit.hpp"

namespace taper::cli {

/// Whether `to` names a file: it is not a schedule and such a file exists, or it looks like a path.
bool names_a_file(const std::string& to);

/// The target rates. For a log these are its rows; if its schedule is known, it provides length, warmup, floor and the
/// other modifiers, and a family without modifiers is then fitted to the fall. `steps` is text; empty means the length
/// of the target.
result<fit_target> read_fit_target(const std::string& to, const std::string& steps);

}  // namespace taper::cli
