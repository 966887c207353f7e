// A curve in one line of text.
#include "render/sparkline.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace taper::render {
namespace {

constexpr std::array<const char*, 8> blocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<const char*, 8> letters = {"_", ".", ":", "-", "=", "+", "*", "#"};

double mean_of_finite(std::span<const double> part) {
  double mean = std::numeric_limits<double>::quiet_NaN();
  double count = 0;
  for (const double v : part) {
    if (!std::isfinite(v)) continue;
    ++count;
    mean = count == 1 ? v : mean + (v / count - mean / count);
  }
  return mean;
}

}  // namespace

std::string sparkline(std::span<const double> values, int width, glyphs with) {
  const std::size_t n = std::min(values.size(), static_cast<std::size_t>(std::max(width, 0)));
  std::vector<double> parts;
  double lo = std::numeric_limits<double>::infinity();
  double hi = -lo;
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t first = i * values.size() / n;
    const std::size_t end = (i + 1) * values.size() / n;
    parts.push_back(mean_of_finite(values.subspan(first, end - first)));
    if (std::isnan(parts.back())) continue;
    lo = std::min(lo, parts.back());
    hi = std::max(hi, parts.back());
  }
  std::string out;
  for (const double v : parts) {
    if (std::isnan(v)) {
      out += ' ';
      continue;
    }
    const double height = hi > lo ? (v / 2 - lo / 2) / (hi / 2 - lo / 2) : 0.5;
    const std::size_t level = std::min<std::size_t>(7, static_cast<std::size_t>(height * 8));
    out += with == glyphs::ascii ? letters[level] : blocks[level];
  }
  return out;
}

}  // namespace taper::render
