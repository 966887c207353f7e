// The report of a log as text on one screen.
#pragma once

#include <optional>
#include <string>

#include "style.hpp"
#include "taper/logs/inspected.hpp"
#include "taper/taper.hpp"

namespace taper::cli {

/// The remedy of a finding, with the command that applies the remedy; may be empty.
std::string remedy_text(const log_finding& f);

/// taper.inspect/1 on one line.
std::string inspect_json(const inspected& log);
std::string inspect_text(const inspected& log, const style& look);

}  // namespace taper::cli
