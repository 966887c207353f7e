// Reports a violated property in a fuzz target: a message on stderr, then abort.
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
