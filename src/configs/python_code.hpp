// The statements of a Python program: which names have one known value, and what changes a rate after it was written.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "configs/document.hpp"

namespace taper::configs {

/// The program with strings and comments blanked, at the same offsets.
[[nodiscard]] std::string python_mask(std::string_view text);

struct python_code {
  node names{};                                  ///< assigned names; those with several values are code
  std::vector<interference> others{};            ///< statements that set the Trainer's rate outside its arguments
  std::set<std::string> classes{};               ///< classes that the program defines
  std::map<std::string, std::string> imports{};  ///< name: the module that it is imported from
};

[[nodiscard]] python_code python_statements(std::string_view text, const std::string& mask);

/// Offsets after the opening bracket of each call of `name`.
[[nodiscard]] std::vector<std::size_t> python_calls_of(const std::string& mask, std::string_view name);

/// Whether a name occurs only where it is assigned and as `**name`.
[[nodiscard]] bool only_passed_on(const std::string& mask, const std::string& name);

}  // namespace taper::configs
