// Readable numbers.
#include "reports/numbers.hpp"

#include <fmt/format.h>

#include <cmath>

#include "taper/text.hpp"

namespace taper::reports {

std::string brief(double v) {
  if (std::isnan(v)) return "none";
  if (std::isinf(v)) return v > 0 ? "inf" : "-inf";
  return fmt::format("{:.4g}", v);
}

std::string signed_percent(double share) {
  if (std::isnan(share)) return "none";
  if (std::isinf(share)) return "inf";
  if (std::fabs(share) < 5e-4) return "+0.0%";  // avoids "-0.0%"
  return std::fabs(share) < 1e4 ? fmt::format("{:+.1f}%", 100.0 * share) : fmt::format("{:+.2g}%", 100.0 * share);
}

std::string percent_text(double share) { return fmt::format("{:.3g}%", 100.0 * share + 0.0); }

std::string fitted(const std::string& text, std::size_t columns) {
  if (first_characters(text, columns).size() == text.size()) return text;
  return std::string(first_characters(text, columns - 1)) + "…";
}

}  // namespace taper::reports
