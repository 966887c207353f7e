// JSON on one line laid out on several, for people.
#pragma once

#include <string>
#include <string_view>

namespace taper::support {

/// The same JSON with a line for each member and element, two spaces for each level. Empty objects and arrays stay on
/// one line; the text between is copied as it is.
std::string indented(std::string_view json);

}  // namespace taper::support
