// Arithmetic of numbers and names in a Python program: `max_epochs // 2`, `base_lr * 0.05`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "configs/document.hpp"

namespace taper::configs {

/// The value of an expression of numbers, names with one known number, + - * / // % ** and parentheses, as Python computes
/// it; empty for anything else.
[[nodiscard]] std::optional<std::string> python_number(std::string_view expression,
                                                       const std::unordered_map<std::string_view, const node*>& names);

}  // namespace taper::configs
