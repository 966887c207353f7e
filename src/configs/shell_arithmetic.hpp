// $((…)) and $(expr …) of whole numbers.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace taper::configs {

/// The value of an expression of + - * / % and brackets; names have the text of `value_of`. Empty for anything else.
[[nodiscard]] std::optional<std::int64_t> shell_arithmetic(
    std::string_view text, const std::function<std::string(const std::string&)>& value_of);

}  // namespace taper::configs
