// Literal values of a Python program as a tree.
#pragma once

#include <cstddef>
#include <string_view>

#include "configs/document.hpp"

namespace taper::configs {

/// The value at an offset. An expression that is not a literal becomes text with `code` set.
[[nodiscard]] node python_value(std::string_view text, std::size_t at, std::size_t line);
/// `name=value, …` from after the opening bracket of a call; `**name` becomes a member `**`.
[[nodiscard]] node python_arguments(std::string_view text, std::size_t at, std::size_t line);

}  // namespace taper::configs
