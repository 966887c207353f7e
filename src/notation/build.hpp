// Builds a schedule from its calls: shape and modifiers.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "syntax.hpp"
#include "taper/modifier.hpp"
#include "taper/registry.hpp"
#include "taper/schedule.hpp"

namespace taper::syntax {

/// Builds a schedule from the calls of a text: shape, modifiers, and the checks of their combination.
result<schedule> schedule_from(const std::vector<call>& calls, const origin& from);
/// The same as a value inside the enclosing schedule, beginning at `at`; or the error in the calls.
[[gnu::noinline]] result<value> inner_value(const result<std::vector<call>>& calls, const origin& from, std::size_t at);
/// The error for schedules that are nested too deeply.
[[gnu::noinline]] error nested_too_deep(std::size_t at);
/// The schedule of a text in any form.
result<schedule> read_schedule(std::string_view text, const origin& from);

/// The window of a registered family, with every parameter checked against its range.
result<any_window> shape_from(const call& c);

/// Adds one modifier to the composition; returns the error, if any.
std::optional<error> add_modifier(const call& c, composition& into);

}  // namespace taper::syntax
