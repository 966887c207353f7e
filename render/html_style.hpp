// The style sheet of HTML reports.
#pragma once

#include <string>

namespace taper::render {

/// The page's rules and those of the charts in it.
std::string html_style_sheet();

}  // namespace taper::render
