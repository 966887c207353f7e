// The options of one shell command as a tree of keys.
#pragma once

#include "configs/document.hpp"
#include "configs/shell_variables.hpp"

namespace taper::configs {

/// Reads the options into `out`. Returns false if the command has none.
bool read_command(const std::vector<letters>& fields, const shell_variables& known, document& out);

/// One value, with the reason if it is not known.
[[nodiscard]] node setting_of(const letters& value, const shell_variables& known, std::size_t line);

}  // namespace taper::configs
