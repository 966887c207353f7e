// Ticks of an axis and their labels.
#include "render/ticks.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace taper::render {
namespace {

constexpr const char* minus = "−";

struct nice {
  int mantissa = 1;  // 1, 2 or 5
  int exponent = 0;
};

// The product is taken so that 3 · 10^-1 is the double nearest to 0.3.
double scaled(double mantissa, int exponent) {
  return exponent < 0 ? mantissa / std::pow(10.0, -exponent) : mantissa * std::pow(10.0, exponent);
}

nice nice_parts(double span, int target) {
  const double raw = span / std::max(target, 1);
  int exponent = static_cast<int>(std::floor(std::log10(raw)));
  const double slack = 1 + 1e-9;
  for (;; ++exponent) {
    for (const int mantissa : {1, 2, 5}) {
      if (scaled(mantissa, exponent) * slack >= raw) return {mantissa, exponent};
    }
  }
}

std::string fixed(double value, int decimals) {
  std::array<char, 400> text{};
  const std::to_chars_result end =
      std::to_chars(text.data(), text.data() + text.size(), std::abs(value), std::chars_format::fixed, decimals);
  std::string digits(text.data(), end.ptr);
  const bool is_zero = digits.find_first_not_of("0.") == std::string::npos;
  return value < 0 && !is_zero ? minus + digits : digits;
}

struct unit {
  int exponent = 0;  // labels are value / 10^exponent
  std::string suffix;
};

unit unit_for(double largest, number_style style) {
  if (style == number_style::percent) return {-2, "%"};
  if (largest >= 1e15 || largest < 1e-3) {
    const int exponent = static_cast<int>(std::floor(std::log10(largest) + 1e-9));
    return {exponent, "e" + (exponent < 0 ? minus + std::to_string(-exponent) : std::to_string(exponent))};
  }
  if (largest >= 1e12) return {12, "T"};
  if (largest >= 1e9) return {9, "G"};
  if (largest >= 1e6) return {6, "M"};
  if (largest >= 1e4) return {3, "k"};
  return {};
}

int decade_stride(double lo, double hi, int target) {
  const double decades = std::log10(hi) - std::log10(lo);
  int stride = 1;
  while (decades / stride > target) ++stride;
  return stride;
}

std::string exponent_text(int exponent) {
  return exponent < 0 ? minus + std::to_string(-exponent) : std::to_string(exponent);
}

bool within(double value, double lo, double hi) { return value >= lo * (1 - 1e-9) && value <= hi * (1 + 1e-9); }

}  // namespace

double nice_step(double span, int target) {
  const nice step = nice_parts(span, target);
  return scaled(step.mantissa, step.exponent);
}

std::vector<tick> linear_ticks(double lo, double hi, int target, number_style style) {
  // Below 1e-290 powers of ten leave the range of normal numbers.
  if (!(std::isfinite(lo) && std::isfinite(hi) && hi - lo > 1e-290 && std::isfinite(hi - lo))) return {};
  const nice step = nice_parts(hi - lo, target);
  const double width = scaled(step.mantissa, step.exponent);
  if (!std::isfinite(width)) return {};
  const double slack = 1e-9;
  const double first = std::ceil(lo / width - slack);
  const double last = std::floor(hi / width + slack);
  if (last - first > 1000 || std::abs(first) > 1e15 || std::abs(last) > 1e15)
    return {};  // no digits left to distinguish them

  const double largest = std::max(std::abs(first), std::abs(last)) * width;
  const unit in = unit_for(largest > 0 ? largest : width, style);
  const int decimals = std::max(0, in.exponent - step.exponent);
  std::vector<tick> ticks;
  for (double i = first; i <= last; ++i) {
    const double at = scaled(i * step.mantissa, step.exponent);
    const bool is_bare_zero = i == 0 && style == number_style::plain;
    const double shown = scaled(i * step.mantissa, step.exponent - in.exponent);
    ticks.push_back({.at = at == 0 ? 0.0 : at, .label = is_bare_zero ? "0" : fixed(shown, decimals) + in.suffix});
  }
  return ticks;
}

std::vector<tick> log_ticks(double lo, double hi, int target) {
  if (!(lo > 0 && lo < hi && std::isfinite(hi))) return {};
  const double decades = std::log10(hi) - std::log10(lo);
  const int first = static_cast<int>(std::floor(std::log10(lo) + 1e-9));
  const int last = static_cast<int>(std::floor(std::log10(hi) + 1e-9));
  std::vector<tick> ticks;
  if (decades < 1.5 || (decades < 2.5 && 3.0 * decades < target)) {
    for (int e = first; e <= last; ++e) {
      for (const int m : {1, 2, 5}) {
        const double at = scaled(m, e);
        if (within(at, lo, hi)) ticks.push_back({.at = at, .label = short_number(at)});
      }
    }
    return ticks.size() >= 2 ? ticks : linear_ticks(lo, hi, target);
  }
  const int stride = decade_stride(lo, hi, target);
  const bool is_plain = lo >= 0.9e-3 && hi <= 2e4;  // "0.01, 1, 100" needs no powers
  for (int e = first; e <= last; ++e) {
    const double at = scaled(1, e);
    if (e % stride != 0 || !within(at, lo, hi)) continue;
    ticks.push_back(is_plain ? tick{.at = at, .label = short_number(at, 5)}
                             : tick{.at = at, .label = "10", .superscript = exponent_text(e)});
  }
  return ticks;
}

std::vector<double> minor_log_ticks(double lo, double hi, int target) {
  if (!(lo > 0 && lo < hi && std::isfinite(hi))) return {};
  const int stride = decade_stride(lo, hi, target);
  const int first = static_cast<int>(std::floor(std::log10(lo) + 1e-9));
  const int last = static_cast<int>(std::floor(std::log10(hi) + 1e-9));
  const bool has_subdecades = last - first <= 4;
  std::vector<double> places;
  for (int e = first; e <= last; ++e) {
    if (stride > 1 && e % stride != 0 && within(scaled(1, e), lo, hi)) places.push_back(scaled(1, e));
    for (int m = 2; has_subdecades && m <= 9; ++m) {
      if (within(scaled(m, e), lo, hi)) places.push_back(scaled(m, e));
    }
  }
  return places;
}

std::string short_number(double value, int digits) {
  if (std::isnan(value)) return "–";
  if (std::isinf(value)) return value < 0 ? "−∞" : "∞";
  std::array<char, 64> text{};
  const std::to_chars_result end = std::to_chars(text.data(), text.data() + text.size(), value,
                                                 std::chars_format::general, std::clamp(digits, 1, 17));
  std::string out;
  for (const char c : std::string(text.data(), end.ptr)) {
    if (c == '-') {
      out += minus;
    } else if (c != '+') {
      out += c;
    }
  }
  // "1e−05" reads better as "1e−5"
  const std::size_t e = out.find('e');
  if (e != std::string::npos) {
    std::size_t first = e + 1;
    if (out.compare(first, 3, minus) == 0) first += 3;
    while (first + 1 < out.size() && out[first] == '0') out.erase(first, 1);
  }
  return out;
}

}  // namespace taper::render
