// Everything that `taper list` can name: shapes, modifiers, combinations, libraries and the schedules of libraries.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "style.hpp"
#include "taper/libraries.hpp"
#include "taper/parameter.hpp"

namespace taper::cli {

/// "0 < i <= 10", or empty if every number is allowed.
std::string range_text(std::string_view name, const range& valid);

/// A library with all its schedules, as data and as text.
nlohmann::ordered_json library_json(const libraries::library& of);
std::string library_text(const libraries::library& of, const style& look);
/// The line of a library in the list of libraries.
std::string library_line(const libraries::library& of, const style& look);

/// One schedule of a library, as data and as text.
nlohmann::ordered_json library_schedule_json(const libraries::library& of, const libraries::entry& row);
std::string library_schedule_text(const libraries::library& of, const libraries::entry& row, const style& look);

/// The names that can begin a schedule: shapes, combinations, schedules of libraries.
std::vector<std::string> schedule_names();
/// The names that `taper list` accepts: the same, modifiers and libraries.
std::vector<std::string> listed_names();

}  // namespace taper::cli
