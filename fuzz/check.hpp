// How a fuzz target says that a property does not hold: what and where on stderr, then the end of the program.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace taper::fuzz {

inline void require(bool holds, std::string_view property, std::string_view with = "") {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n  %.*s\n", static_cast<int>(property.size()), property.data(),
               static_cast<int>(with.size()), with.data());
  std::abort();
}

}  // namespace taper::fuzz
