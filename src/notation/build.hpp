// A schedule from its calls, and the two halves of it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "syntax.hpp"
#include "taper/modifier.hpp"
#include "taper/registry.hpp"
#include "taper/schedule.hpp"

namespace taper::syntax {

/// The schedule that the calls of a text say: shape, modifiers, and whether they go together.
result<schedule> schedule_from(const std::vector<call>& calls, const origin& from);
/// The same as a value of the schedule around it, which begins at `at`; or what was wrong with the calls.
[[gnu::noinline]] result<value> inner_value(const result<std::vector<call>>& calls, const origin& from, std::size_t at);
/// The error for one schedule inside another too many.
[[gnu::noinline]] error nested_too_deep(std::size_t at);
/// The schedule of a text in any form.
result<schedule> read_schedule(std::string_view text, const origin& from);

/// The window of a family of the registry, every parameter checked against its range.
result<any_window> shape_from(const call& c);

/// Puts what one modifier says into the composition; what is wrong, if anything.
std::optional<error> add_modifier(const call& c, composition& into);

}  // namespace taper::syntax
