// Reads a CSV of (step, rate) into the points of a table.
#include "table_file.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>
#include <vector>

#include "curve_file.hpp"
#include "taper/notation.hpp"

namespace taper::cli {

namespace {

bool number_at(std::string_view text, double& out) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return false;
  const std::size_t end = text.find_last_not_of(" \t\r") + 1;
  const auto [stop, code] = std::from_chars(text.data() + begin, text.data() + end, out);
  return code == std::errc{} && stop == text.data() + end && std::isfinite(out);
}

result<std::string> points_of(const std::string& path) {
  TAPER_TRY(text, read_text(path));
  std::istringstream file(text);
  std::vector<std::array<double, 2>> points;
  std::string line;
  for (std::size_t row = 1; std::getline(file, line); ++row) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const std::size_t comma = line.find_first_of(",;\t");
    double x = 0.0;
    double y = 0.0;
    const bool good = comma != std::string::npos && number_at(std::string_view(line).substr(0, comma), x) &&
                      number_at(std::string_view(line).substr(comma + 1), y);
    if (good) {
      points.push_back({x, y});
    } else if (row > 1) {
      return failed(errc::syntax, path + " line " + std::to_string(row) + ": expected two numbers, step and rate");
    }
    if (points.size() > 1'000'000) return failed(errc::too_large, path + ": a table takes at most 1000000 points");
  }
  if (points.size() < 2) return failed(errc::syntax, path + ": a table needs at least two rows of step and rate");
  const double first = points.front()[0];
  const double length = points.back()[0] - first;
  double highest = 0.0;
  for (const auto& p : points) highest = std::max(highest, p[1]);
  if (!(length > 0.0) || !(highest > 0.0))
    return failed(errc::out_of_range, path + ": steps must increase and a rate be above zero");
  std::string out = "[";
  for (std::size_t k = 0; k < points.size(); ++k) {
    const double x = k + 1 == points.size() ? 1.0 : (points[k][0] - first) / length;
    out += (k > 0 ? ",[" : "[") + print_number(x) + "," + print_number(points[k][1] / highest) + "]";
  }
  return out + "]";
}

}  // namespace

result<std::string> with_tables_read(std::string_view spec) {
  const std::size_t at = spec.find("table");
  if (at == std::string_view::npos) return std::string(spec);
  const std::size_t open = spec.find('"', at);
  const bool named = open != std::string_view::npos &&
                     spec.substr(at + 5, open - at - 5).find_first_not_of(" (=,points") == std::string_view::npos;
  if (!named) return std::string(spec);
  const std::size_t close = spec.find('"', open + 1);
  if (close == std::string_view::npos || close == open + 1) return std::string(spec);
  TAPER_TRY(points, points_of(std::string(spec.substr(open + 1, close - open - 1))).transform_error([&](error e) {
    e.offset = open;
    return e;
  }));
  return std::string(spec.substr(0, open)) + points + std::string(spec.substr(close + 1));
}

}  // namespace taper::cli
