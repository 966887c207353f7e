// What `taper fit --to` names: a schedule, a file of rates, a training log.
#pragma once

#include <string>

#include "taper/design/fit.hpp"

namespace taper::cli {

/// Whether `to` names a file: it is not a schedule and there is one of that name, or it looks like a path.
bool names_a_file(const std::string& to);

/// The rates to come near to. A log gives its rows; the schedule that it ran, where that is told, gives length, warmup,
/// floor and the other modifiers, so that a family without its own is fitted to the fall. `steps` as text, empty for
/// the length that the target has.
result<fit_target> read_fit_target(const std::string& to, const std::string& steps);

}  // namespace taper::cli
