// The names of the notation, from the registry.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace taper::syntax {

bool is_modifier_name(std::string_view name);
std::vector<std::string_view> modifier_names();
std::vector<std::string_view> shape_names();
/// "the shapes are cosine, linear, …"
std::string listed(std::string_view begin, const std::vector<std::string_view>& names);

}  // namespace taper::syntax
