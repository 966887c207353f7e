// What `taper list` shows as text of libraries and their schedules, and the names that it accepts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "style.hpp"
#include "taper/listing.hpp"

namespace taper::cli {

/// What `taper list --json` writes (taper.list/1): the entries with this name, or all of them.
result<std::string> listed(const std::optional<std::string>& name);

/// A library with all its schedules.
std::string library_text(const libraries::library& of, const style& look);
/// The line of a library in the list of libraries.
std::string library_line(const libraries::library& of, const style& look);

/// One schedule of a library.
std::string library_schedule_text(const libraries::library& of, const libraries::entry& row, const style& look);

/// The names that can begin a schedule: shapes, combinations, schedules of libraries.
std::vector<std::string> schedule_names();
/// The names that `taper list` accepts: the same, modifiers and libraries.
std::vector<std::string> listed_names();

}  // namespace taper::cli
