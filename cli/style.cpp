// Colors and numbers of the terminal text.
#include "style.hpp"

#include <fmt/format.h>

#include <cmath>

namespace taper::cli {

std::string style::wrap(const std::string& text, const char* code) const {
  return color_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
}
std::string style::verdict(taper::verdict v, std::size_t width) const {
  // blue, orange and bold vermilion: told apart by people who do not see red and green
  const char* codes[] = {"34", "33", "1;31"};
  return wrap(fmt::format("{:<{}}", word_of(v), width), codes[static_cast<std::size_t>(v)]);
}
std::string style::bold(const std::string& text) const { return wrap(text, "1"); }
std::string style::dim(const std::string& text) const { return wrap(text, "2"); }
std::string style::fault(const std::string& text) const { return wrap(text, "1;31"); }

std::string brief(double v) {
  if (std::isinf(v)) return v > 0 ? "inf" : "-inf";
  return fmt::format("{:.4g}", v);
}
std::string signed_percent(double share) { return std::isinf(share) ? "inf" : fmt::format("{:+.1f}%", 100.0 * share); }
std::string percent_text(double share) { return fmt::format("{:.3g}%", 100.0 * share); }

std::string fitted(const std::string& text, std::size_t columns) {
  if (text.size() <= columns) return text;
  return text.substr(0, columns - 1) + "…";
}

}  // namespace taper::cli
