// The two halves of a schedule from their calls.
#pragma once

#include <optional>

#include "syntax.hpp"
#include "taper/modifier.hpp"
#include "taper/registry.hpp"

namespace taper::syntax {

/// The window of a family of the registry, every parameter checked against its range.
result<any_window> shape_from(const call& c);

/// Puts what one modifier says into the composition; what is wrong, if anything.
std::optional<error> add_modifier(const call& c, composition& into);

}  // namespace taper::syntax
