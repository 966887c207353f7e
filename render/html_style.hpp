// The style sheet of HTML reports.
#pragma once

#include <string>

namespace taper::render {

/// The rules for the page and its charts.
std::string html_style_sheet();

}  // namespace taper::render
