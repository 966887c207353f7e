// Findings that do not depend on the format of a configuration.
#pragma once

#include "taper/lint.hpp"

namespace taper::linting {

/// Adds the faults of the schedule itself, unless the reader already has a finding of the same topic. What a framework does with
/// every configuration is a note.
void add_schedule_faults(config_reading& reading, const run& bound, const check_report& check);

/// Adds a note if the peak is far outside the rates of published trainings.
void add_unusual_rate(config_reading& reading, double peak);

}  // namespace taper::linting
