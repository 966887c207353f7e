// The families of the registry for a search: free parameters, their starting values, and their text.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "taper/registry.hpp"

namespace taper::inspection {

inline constexpr std::size_t most_free = 2;
using free_values = std::array<double, most_free>;

/// A family with some parameters free and the others at their default.
struct window_family {
  std::string_view name;
  std::size_t free = 0;  ///< how many are free; 0: the family as it stands
  std::function<any_window(const free_values&)> make;
  std::function<std::string(const free_values&)> text;  ///< in the notation
  std::vector<free_values> starts;                      ///< where a search begins
  std::array<range, most_free> valid{};

  [[nodiscard]] bool allows(const free_values& q) const noexcept;
};

/// Every family and every choice of free parameters that the rows can distinguish; those with fewer free ones first.
[[nodiscard]] std::span<const window_family> window_families();

}  // namespace taper::inspection
