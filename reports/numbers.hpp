// Readable numbers and texts of reports.
#pragma once

#include <string>

namespace taper::reports {

/// 4 significant digits, or "inf".
std::string brief(double v);
/// +1.4%
std::string signed_percent(double share);
/// 35%
std::string percent_text(double share);
/// `text` cut to `columns` characters, with … in place of what is cut.
std::string fitted(const std::string& text, std::size_t columns);

}  // namespace taper::reports
