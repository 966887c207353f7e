// The window shapes in the theory tables, implemented independently of the library.
#pragma once

#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

namespace taper_test {

using window = std::function<double(double)>;

inline constexpr double pi = std::numbers::pi;

inline window linear() {
  return [](double x) { return 1 - x; };
}
inline window cosine_power(double n) {
  return [n](double x) { return std::pow(std::cos(pi * x / 2), n); };
}
inline window cosine() { return cosine_power(2); }
inline window power(double p) {
  return [p](double x) { return std::pow(1 - x, p); };
}
inline window poly(double i, double n) {
  return [i, n](double x) { return std::pow(1 - std::pow(x, i), n); };
}
inline window exponential(double beta) {
  return [beta](double x) { return (std::pow(beta, x) - beta) / (1 - beta); };
}
inline window sigmoid(double i, double base = 2.0) {
  return [a = 2 * i * std::log(base)](double x) {
    const double low = 1 / (1 + std::exp(a / 2)), high = 1 / (1 + std::exp(-a / 2));
    return (1 / (1 + std::exp(a * (x - 0.5))) - low) / (high - low);
  };
}
inline window one_minus_sqrt() { return poly(0.5, 1.0); }
inline window rex() {
  return [](double x) { return (1 - x) / (1 - x / 2); };
}
inline window uba(double phi) {
  return [phi](double x) {
    const double c = std::cos(pi * x);
    return 2 * (1 + c) / (2 * phi + (2 - phi) * (1 + c));
  };
}
inline window constant() {
  return [](double) { return 1.0; };
}
/// Constant, then `fall` over the last fraction `cooldown` of the run.
inline window stable_decay(double cooldown, window fall) {
  return [cooldown, fall = std::move(fall)](double x) {
    const double z = (x - (1 - cooldown)) / cooldown;
    return z <= 0 ? 1.0 : fall(z);
  };
}

struct named_window {
  std::string name;
  window shape;
};

/// h(k/T), k = 0 … T-1.
inline std::vector<double> sampled(const window& shape, std::size_t steps) {
  std::vector<double> h(steps);
  for (std::size_t k = 0; k < steps; ++k) h[k] = shape(static_cast<double>(k) / static_cast<double>(steps));
  return h;
}

}  // namespace taper_test
