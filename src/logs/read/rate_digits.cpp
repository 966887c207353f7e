// The rounding of each rate, from its text and the texts of its neighbors.
#include "logs/read/rate_digits.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace taper::inspection {
namespace {

constexpr int long_text = 15;   // number of digits that only the shortest text of a double has
constexpr int float_text = 9;   // largest number of digits of the shortest text of a float
constexpr int float_sure = 10;  // a text of this length that is exactly a float was a float

bool is_float(double value) { return static_cast<double>(static_cast<float>(value)) == value; }

// Significant digits of the shortest text of the nearest float; 0 if that text is another number.
int shortest_float_digits(double value) {
  std::array<char, 40> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), static_cast<float>(value));
  double read = 0.0;
  if (std::from_chars(text.data(), end.ptr, read).ptr != end.ptr || read != value) return 0;
  plain_decimal number;
  read_plain({text.data(), static_cast<std::size_t>(end.ptr - text.data())}, number);
  return number.digits.significant;
}

double power_of_ten(int power) { return std::pow(10.0, power); }

// The power of ten of the first digit.
int leading_power(double value) { return static_cast<int>(std::floor(std::log10(std::abs(value)) + 1e-12)); }

// The largest number that at least two percent of the entries (and at least one) reach, so that outliers do not count.
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

// The number of removed trailing zeros if each number had `most` digits; one in ten texts would end with a zero.
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

namespace {

// The digits of one rate, unpacked.
struct text_shape {
  std::int16_t power;  // of ten, of the last digit
  std::uint8_t significant;
  std::uint8_t decimals;
  bool exponent;
  bool trailing_zero;
  bool counts;  // has information about the format: not a bare zero
};

bool same_form(const text_shape& a, const text_shape& b) {
  return a.exponent == b.exponent && a.decimals == b.decimals;
}

constexpr int most_digits = 31;
constexpr int far_power = 400;

text_shape unpacked(const written_rate& rate) {
  auto bits = static_cast<std::uint32_t>(rate.digits);
  const auto take = [&](std::uint32_t values) {
    const auto part = static_cast<int>(bits % values);
    bits /= values;
    return part;
  };
  text_shape s{};
  s.exponent = take(2) == 1;
  s.trailing_zero = take(2) == 1;
  s.decimals = static_cast<std::uint8_t>(take(most_digits + 1));
  s.significant = static_cast<std::uint8_t>(take(most_digits + 1));
  s.power = static_cast<std::int16_t>(take(2 * far_power + 1) - far_power);
  s.counts = rate.value != 0.0 || s.decimals >= 2;
  return s;
}

// The precision of rows whose trailing zeros were removed.
struct cut_digits {
  rate_precision precision{rounding::float64, 17};
  bool certain = false;
};

// Consecutive rows of one form, one of which has a trailing zero.
std::vector<bool> fixed_rows(const std::vector<text_shape>& shapes) {
  std::vector<bool> fixed(shapes.size());
  for (std::size_t begin = 0; begin < shapes.size();) {
    std::size_t end = begin;
    bool zero = false;
    std::size_t shown = 0;
    for (; end < shapes.size() && same_form(shapes[begin], shapes[end]); ++end) {
      zero = zero || shapes[end].trailing_zero;
      shown += shapes[end].counts ? 1 : 0;
    }
    const bool short_texts = shapes[begin].significant < long_text;
    if (zero && shown >= 1 && short_texts)
      std::fill(fixed.begin() + static_cast<std::ptrdiff_t>(begin), fixed.begin() + static_cast<std::ptrdiff_t>(end),
                true);
    begin = end;
  }
  // If all rows have one form, the format is fixed, also if few rows happen to have no trailing zero.
  std::size_t shown = 0;
  int most = 0;
  bool one_form = true;
  const text_shape* first = nullptr;
  for (const text_shape& s : shapes) {
    if (!s.counts) continue;
    if (first == nullptr) first = &s;
    one_form = one_form && same_form(*first, s);
    most = std::max<int>(most, s.significant);
    ++shown;
  }
  if (one_form && shown >= 4 && most < 12 && first->decimals >= 1) std::fill(fixed.begin(), fixed.end(), true);
  return fixed;
}

// Rates that change by one to three units of their last digit are rounded: round numbers change by more (0.1, 0.09), or
// by a large part of themselves (0.004, 0.002). A single change between numbers of one digit does not decide.
bool changes_by_units(const std::vector<text_shape>& shapes, const std::vector<written_rate>& rates) {
  constexpr double few = 3.5;
  constexpr double two_digits = 20.0;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (shapes[i].counts) count_at(places, -shapes[i].power);
  }
  if (places.empty()) return false;
  const double unit = power_of_ten(-robust_most(places));
  std::size_t changes = 0;
  std::size_t small = 0;
  double largest = 0.0;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    largest = std::max(largest, std::abs(rates[i].value));
    if (i == 0 || rates[i].value == rates[i - 1].value) continue;
    ++changes;
    const double change = std::abs(rates[i].value - rates[i - 1].value);
    const double larger = std::max(std::abs(rates[i].value), std::abs(rates[i - 1].value));
    small += change < few * unit && change < 0.249 * larger ? 1 : 0;
  }
  return changes > 0 && small * 2 > changes && (changes > 1 || largest > two_digits * unit);
}

cut_digits judge_cut(const std::vector<text_shape>& shapes, const std::vector<written_rate>& rates,
                     const std::vector<bool>& fixed, bool by_units) {
  std::size_t rows = 0;
  std::size_t doubles = 0;       // texts that only a double can have
  std::size_t floats = 0;        // long texts of floats
  std::size_t short_floats = 0;  // shortest texts of floats
  std::size_t long_enough = 0;   // texts of eight digits or more
  std::vector<std::size_t> digits;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const text_shape& s = shapes[i];
    if (fixed[i] || rates[i].value == 0.0) continue;
    ++rows;
    if (s.significant >= float_sure && is_float(rates[i].value)) {
      ++floats;
      continue;
    }
    if (s.significant >= long_text) {
      ++doubles;
      continue;
    }
    short_floats += shortest_float_digits(rates[i].value) == s.significant ? 1 : 0;
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
  if (rows == doubles + floats) return out;
  const int most = robust_most(digits);
  const std::size_t cut = rows - doubles - floats;
  if (most >= float_text - 1 && most <= float_text && long_enough * 2 >= cut && short_floats * 20 >= cut * 19) {
    out.precision = {rounding::float32, 24};
    return out;
  }
  if (most >= long_text) return out;
  const int last = robust_most(places);
  const bool by_places = zeros_cut(places, last) < zeros_cut(digits, most);
  out.precision = by_places ? rate_precision{rounding::decimals, last}
                            : rate_precision{rounding::significant, std::max(most, by_units ? 1 : 3)};
  return out;
}

}  // namespace

float packed(const digit_shape& s) {
  std::uint32_t bits = static_cast<std::uint32_t>(std::clamp(s.power, -far_power, far_power) + far_power);
  const auto put = [&](std::uint32_t values, int part) { bits = bits * values + static_cast<std::uint32_t>(part); };
  put(most_digits + 1, std::min(s.significant, most_digits));
  put(most_digits + 1, std::min(s.decimals, most_digits));
  put(2, s.trailing_zero ? 1 : 0);
  put(2, s.exponent ? 1 : 0);
  return static_cast<float>(bits);  // below 2^22: a float holds it
}

rate_rounding rounding_of(const std::vector<written_rate>& rates) {
  rate_rounding out;
  std::vector<text_shape> shapes;
  shapes.reserve(rates.size());
  for (const written_rate& rate : rates) shapes.push_back(unpacked(rate));
  const std::vector<bool> fixed = fixed_rows(shapes);
  const bool by_units = changes_by_units(shapes, rates);
  const cut_digits cut = judge_cut(shapes, rates, fixed, by_units);
  out.half_widths.reserve(shapes.size());
  std::vector<std::pair<rate_precision, std::size_t>> formats;  // of the fixed rows
  std::size_t cut_rows = 0;
  std::size_t zeros_shown = 0;
  std::size_t unshortened = 0;  // 0.00002: the shortest text is 2e-05
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const text_shape& s = shapes[i];
    if (fixed[i]) {
      const rate_precision own = s.exponent ? rate_precision{rounding::significant, s.decimals + 1}
                                            : rate_precision{rounding::decimals, s.decimals};
      out.half_widths.push_back(half_width_of(own, rates[i].value));
      zeros_shown += s.trailing_zero ? 1 : 0;
      unshortened += !s.exponent && rates[i].value != 0.0 && std::abs(rates[i].value) < 1e-4 ? 1 : 0;
      const auto known = std::find_if(formats.begin(), formats.end(), [&](const auto& f) { return f.first == own; });
      if (known == formats.end())
        formats.emplace_back(own, 1);
      else
        ++known->second;
      continue;
    }
    cut_rows += rates[i].value != 0.0 ? 1 : 0;
    const bool exact = s.significant >= long_text && cut.precision.kind != rounding::float32;
    out.half_widths.push_back(exact ? 0.0f : half_width_of(cut.precision, rates[i].value));
  }
  const auto most = std::max_element(formats.begin(), formats.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most != formats.end() && most->second >= cut_rows) {
    out.precision = most->first;
    out.certain = by_units || unshortened > 0 || (zeros_shown > 0 && shapes.size() >= 2);
  } else {
    out.precision = cut.precision;
    const bool few_digits = cut.precision.kind == rounding::decimals || cut.precision.kind == rounding::significant;
    out.certain = few_digits ? by_units : cut.certain && cut.precision.kind == rounding::float32;
  }
  return out;
}

}  // namespace taper::inspection
