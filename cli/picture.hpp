// Writes a figure to a file, by its extension, or to the terminal.
#pragma once

#include <string>
#include <string_view>

#include "program.hpp"
#include "render/chart.hpp"
#include "render/html.hpp"

namespace taper::cli {

/// Kinds of picture files.
enum class picture_kind { terminal, svg, png, html };

/// The kind of a path, by its extension; an error lists the known extensions.
result<picture_kind> picture_kind_of(const std::string& path);

/// Writes the figure to `path` (by its extension) or, without a path, to the terminal. `report` is used for HTML.
result<int> deliver_picture(const std::string& path, const render::figure& f, const render::html_report& report);

}  // namespace taper::cli
