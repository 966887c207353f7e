// Numbers with a given count of digits, in any locale of the host program: printf writes a decimal comma under
// de_DE. Inline: the library uses it and has no dependency.
#pragma once

#include <charconv>
#include <string>
#ifndef __cpp_lib_to_chars
#include <algorithm>
#include <cstdio>
#endif

namespace taper::support {

/// As printf's %.*g, %.*e and %.*f in the C locale.
enum class digits_form : char { general = 'g', scientific = 'e', fixed = 'f' };

inline std::string rounded(double v, int digits, digits_form form = digits_form::general) {
  char text[400];  // the largest double has 309 digits
#ifdef __cpp_lib_to_chars
  const std::chars_format as = form == digits_form::general      ? std::chars_format::general
                               : form == digits_form::scientific ? std::chars_format::scientific
                                                                 : std::chars_format::fixed;
  return {text, std::to_chars(text, text + sizeof text, v, as, digits).ptr};
#else
  const char pattern[] = {'%', '.', '*', static_cast<char>(form), '\0'};
  std::snprintf(text, sizeof text, pattern, digits, v);
  std::replace(text, text + sizeof text, ',', '.');
  return text;
#endif
}

}  // namespace taper::support
