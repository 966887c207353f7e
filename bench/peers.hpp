// The peers: the same schedules as usually written, with libm, directly or through a std::function.
#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <string_view>

namespace taper::bench {

inline constexpr double peak = 3e-4;
inline constexpr double pi = 3.14159265358979323846;

/// The rate of step t of n, by the textbook formula.
struct by_hand {
  double n;
  [[nodiscard]] double cosine(std::uint64_t t) const {
    return peak * 0.5 * (1.0 + std::cos(pi * static_cast<double>(t) / n));
  }
  [[nodiscard]] double linear(std::uint64_t t) const { return peak * (1.0 - static_cast<double>(t) / n); }
  [[nodiscard]] double poly(std::uint64_t t) const {
    const double w = 1.0 - std::pow(static_cast<double>(t) / n, 1.8);
    return peak * std::pow(w, 2.0);
  }
  [[nodiscard]] double power(std::uint64_t t) const { return peak * std::pow(1.0 - static_cast<double>(t) / n, 1.5); }
  [[nodiscard]] double exp(std::uint64_t t) const {
    constexpr double beta = 0.05;
    return peak * (std::pow(beta, static_cast<double>(t) / n) - beta) / (1.0 - beta);
  }
  [[nodiscard]] double sigmoid(std::uint64_t t) const {
    const auto h = [](double x) { return 1.0 / (1.0 + std::pow(2.0, 8.0 * (x - 0.5))); };
    return peak * (h(static_cast<double>(t) / n) - h(1.0)) / (h(0.0) - h(1.0));
  }
};

/// LambdaLR in C++: a base rate and a user's function of the step.
struct lambda_rate {
  double base = peak;
  std::function<double(std::uint64_t)> factor;
  [[nodiscard]] double operator()(std::uint64_t t) const { return base * factor(t); }
};

}  // namespace taper::bench
