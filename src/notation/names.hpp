// The names of the notation, from the registry.
#pragma once

#include <string_view>
#include <vector>

namespace taper::syntax {

bool is_modifier_name(std::string_view name);
std::vector<std::string_view> modifier_names();
std::vector<std::string_view> shape_names();

}  // namespace taper::syntax
