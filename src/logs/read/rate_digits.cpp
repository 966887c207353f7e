// The rounding of each rate from its own text and those beside it.
#include "logs/read/rate_digits.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace taper::inspection {
namespace {

constexpr int long_text = 15;   // digits that no format but the shortest text of a double shows
constexpr int float_text = 9;   // digits of the longest shortest text of a float
constexpr int float_sure = 10;  // a text this long that is exactly a float was one

bool is_float(double value) { return static_cast<double>(static_cast<float>(value)) == value; }

// Significant digits of the shortest text of the float next to a value; 0 where that text is another number.
int shortest_float_digits(double value) {
  std::array<char, 40> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), static_cast<float>(value));
  if (std::strtod(text.data(), nullptr) != value) return 0;
  plain_decimal number;
  read_plain({text.data(), static_cast<std::size_t>(end.ptr - text.data())}, number);
  return number.digits.significant;
}

double power_of_ten(int power) { return std::pow(10.0, power); }

// The power of ten of the first digit.
int leading_power(double value) { return static_cast<int>(std::floor(std::log10(std::abs(value)) + 1e-12)); }

// The largest number that at least two percent of the entries reach (one of them at least): the odd one decides nothing.
int robust_most(const std::vector<std::size_t>& count) {
  std::size_t all = 0;
  for (const std::size_t n : count) all += n;
  std::size_t seen = 0;
  for (std::size_t i = count.size(); i-- > 0;) {
    seen += count[i];
    if (seen > 0 && seen * 50 >= all) return static_cast<int>(i);
  }
  return 0;
}

// Zeros that were cut from the ends of texts, if each had `most` digits: one in ten texts ends with one.
std::size_t zeros_cut(const std::vector<std::size_t>& count, int most) {
  std::size_t cut = 0;
  for (std::size_t i = 0; i < count.size() && static_cast<int>(i) < most; ++i)
    cut += count[i] * (static_cast<std::size_t>(most) - i);
  return cut;
}

void count_at(std::vector<std::size_t>& count, int place) {
  const auto at = static_cast<std::size_t>(std::clamp(place, 0, 60));
  if (count.size() <= at) count.resize(at + 1);
  ++count[at];
}

}  // namespace

float half_width_of(const rate_precision& precision, double value) {
  const double slack = 1.0 + 1e-6;  // the bound is kept as a float
  switch (precision.kind) {
    case rounding::float64: return 0.0f;
    case rounding::float32:
    case rounding::float32_math: return static_cast<float>(0x1p-23 * std::abs(value) * slack);
    case rounding::decimals: return static_cast<float>(0.5 * power_of_ten(-precision.digits) * slack);
    case rounding::significant:
      if (value == 0.0) return 0.0f;
      return static_cast<float>(0.5 * power_of_ten(leading_power(value) - precision.digits + 1) * slack);
  }
  return 0.0f;
}

// What is known of the rows whose trailing zeros were cut.
struct rate_digits::cut_digits {
  rate_precision precision{rounding::float64, 17};
  bool certain = false;
};

void rate_digits::add(const digit_shape& s, double value) {
  const auto narrow = [](int n) { return static_cast<std::uint8_t>(std::clamp(n, 0, 255)); };
  shapes_.push_back({static_cast<std::int16_t>(std::clamp(s.power, -2000, 2000)), narrow(s.significant),
                     narrow(s.decimals), s.exponent, s.trailing_zero, value != 0.0 || s.decimals >= 2});
}

// Rows in a row that share a form, where one shows a trailing zero.
std::vector<bool> rate_digits::fixed_rows() const {
  std::vector<bool> fixed(shapes_.size());
  for (std::size_t begin = 0; begin < shapes_.size();) {
    std::size_t end = begin;
    bool zero = false;
    std::size_t told = 0;
    for (; end < shapes_.size() && same_form(shapes_[begin], shapes_[end]); ++end) {
      zero = zero || shapes_[end].trailing_zero;
      told += shapes_[end].counts ? 1 : 0;
    }
    const bool short_texts = shapes_[begin].significant < long_text;
    if (zero && told >= 1 && short_texts)
      std::fill(fixed.begin() + static_cast<std::ptrdiff_t>(begin), fixed.begin() + static_cast<std::ptrdiff_t>(end),
                true);
    begin = end;
  }
  // One form throughout is a fixed format also where a few rows happen to show no trailing zero.
  std::size_t told = 0;
  int most = 0;
  bool one_form = true;
  const shape* first = nullptr;
  for (const shape& s : shapes_) {
    if (!s.counts) continue;
    if (first == nullptr) first = &s;
    one_form = one_form && same_form(*first, s);
    most = std::max<int>(most, s.significant);
    ++told;
  }
  if (one_form && told >= 4 && most < 12 && first->decimals >= 1) std::fill(fixed.begin(), fixed.end(), true);
  return fixed;
}

rate_digits::cut_digits rate_digits::judge_cut(const std::vector<double>& values,
                                               const std::vector<bool>& fixed) const {
  std::size_t rows = 0;
  std::size_t doubles = 0;       // texts that only a double has
  std::size_t floats = 0;        // long texts of floats
  std::size_t short_floats = 0;  // shortest texts of floats
  std::size_t long_enough = 0;   // texts of eight digits or more
  std::vector<std::size_t> digits;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < shapes_.size(); ++i) {
    const shape& s = shapes_[i];
    if (fixed[i] || values[i] == 0.0) continue;
    ++rows;
    if (s.significant >= float_sure && is_float(values[i])) {
      ++floats;
      continue;
    }
    if (s.significant >= long_text) {
      ++doubles;
      continue;
    }
    short_floats += shortest_float_digits(values[i]) == s.significant ? 1 : 0;
    long_enough += s.significant >= 8 ? 1 : 0;
    count_at(digits, s.significant);
    count_at(places, -s.power);
  }
  cut_digits out;
  if (rows == 0) return out;
  if (floats > 0 && floats >= doubles) {
    out.precision = {rounding::float32, 24};
    out.certain = floats >= 4;
    return out;
  }
  if (doubles * 20 >= rows) {
    out.certain = true;
    return out;
  }
  const std::size_t cut = rows - doubles - floats;
  if (cut < 4) return out;
  const int most = robust_most(digits);
  if (most >= float_text - 1 && most <= float_text && long_enough * 2 >= cut && short_floats * 20 >= cut * 19) {
    out.precision = {rounding::float32, 24};
    return out;
  }
  if (most >= long_text) return out;
  const int last = robust_most(places);
  const bool by_places = zeros_cut(places, last) < zeros_cut(digits, most);
  out.precision =
      by_places ? rate_precision{rounding::decimals, last} : rate_precision{rounding::significant, std::max(most, 3)};
  return out;
}

rate_rounding rate_digits::infer(const std::vector<double>& values) const {
  rate_rounding out;
  const std::vector<bool> fixed = fixed_rows();
  const cut_digits cut = judge_cut(values, fixed);
  out.half_widths.reserve(shapes_.size());
  std::vector<std::pair<rate_precision, std::size_t>> formats;  // of the fixed rows
  std::size_t cut_rows = 0;
  std::size_t zeros_shown = 0;
  for (std::size_t i = 0; i < shapes_.size(); ++i) {
    const shape& s = shapes_[i];
    if (fixed[i]) {
      const rate_precision own = s.exponent ? rate_precision{rounding::significant, s.decimals + 1}
                                            : rate_precision{rounding::decimals, s.decimals};
      out.half_widths.push_back(half_width_of(own, values[i]));
      zeros_shown += s.trailing_zero ? 1 : 0;
      const auto known = std::find_if(formats.begin(), formats.end(), [&](const auto& f) { return f.first == own; });
      if (known == formats.end())
        formats.emplace_back(own, 1);
      else
        ++known->second;
      continue;
    }
    cut_rows += values[i] != 0.0 ? 1 : 0;
    const bool exact = s.significant >= long_text && cut.precision.kind != rounding::float32;
    out.half_widths.push_back(exact ? 0.0f : half_width_of(cut.precision, values[i]));
  }
  const auto most = std::max_element(formats.begin(), formats.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most != formats.end() && most->second >= cut_rows) {
    out.precision = most->first;
    out.certain = zeros_shown > 0 && shapes_.size() >= 2;
  } else {
    out.precision = cut.precision;
    out.certain = cut.certain && cut.precision.kind == rounding::float32;
  }
  return out;
}

}  // namespace taper::inspection
