// Small pieces of SVG text: numbers, paths, texts.
#pragma once

#include <string>
#include <string_view>

#include "render/geometry.hpp"

namespace taper::render {

/// A coordinate with at most two decimals, no trailing zeros, never "-0".
std::string px(double value);

/// The middle of the px of `value`, where a line of 1 px is crisp.
double crisp(double value);

/// Path data: "M1 2L3 4L5 6"; a piece of one point becomes a dot of the line's width.
std::string path_data(const polyline& line);

enum class anchor { start, middle, end };

/// A <text> element. `classes` and `text` are plain; the text is escaped.
std::string text_element(point at, std::string_view text, std::string_view classes, anchor where = anchor::start);

/// A <line> element.
std::string line_element(point from, point to, std::string_view classes);

/// A <rect> element with further attributes, which are written unchanged.
std::string rect_element(const rect& r, std::string_view classes, std::string_view attributes = "");

}  // namespace taper::render
