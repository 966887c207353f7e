// Reads the conformance vectors of the project.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

namespace taper::test {

inline nlohmann::json vectors(const std::string& name) {
  std::ifstream file(std::string(TAPER_SOURCE_DIR "/conformance/") + name);
  EXPECT_TRUE(file) << name;
  return nlohmann::json::parse(file);
}

/// A number of the vectors: JSON number, or 40 digits as text ("inf" too).
inline long double wide(const nlohmann::json& v) {
  return v.is_string() ? std::strtold(v.get<std::string>().c_str(), nullptr)
                       : static_cast<long double>(v.get<double>());
}

/// |got - wanted| in units of the last place of the wanted double.
inline double ulps(double got, long double wanted) {
  const auto near = static_cast<double>(wanted);
  if (got == near) return 0.0;
  if (!std::isfinite(got) || !std::isfinite(near)) return std::numeric_limits<double>::infinity();
  const double size = std::fmax(std::fabs(near), std::numeric_limits<double>::min());
  const double ulp = std::nextafter(size, std::numeric_limits<double>::infinity()) - size;
  return static_cast<double>(std::fabs(static_cast<long double>(got) - wanted) / static_cast<long double>(ulp));
}

}  // namespace taper::test
