// Converts written values to the kind that a parameter takes.
#include "values.hpp"

#include <algorithm>
#include <cmath>

#include "taper/notation.hpp"
#include "taper/text.hpp"

namespace taper::syntax {

std::string allowed(const range& r, double v) {
  const bool low_open = r.edge == range::ends::open || r.edge == range::ends::low_open;
  const bool high_open = r.edge == range::ends::open || r.edge == range::ends::high_open;
  std::string text;
  if (r.low > -1e300) text = (low_open ? "> " : ">= ") + print_number(r.low);
  if (r.high < 1e6 || v > r.high)
    text += (text.empty() ? "" : " and ") + std::string(high_open ? "< " : "<= ") + print_number(r.high);
  return text;
}

std::string shown(const value& v) {
  switch (v.is) {
    case value::kind::number: return print_number(v.number) + (v.percent ? "%" : shortened(v.word, 16));
    case value::kind::word: return quoted(v.word);
    case value::kind::text: {
      std::string text = quoted(v.word);
      text.front() = text.back() = '"';
      return text;
    }
    case value::kind::list: return "a list";
    case value::kind::schedule: return "a schedule";
  }
  return {};
}

result<double> number(const value& v, std::string_view name, notation_style style) {
  if (v.is != value::kind::number || !v.word.empty()) {
    return fail(errc::syntax, std::string(name) + " must be a number, got " + shown(v), v.at);
  }
  if (v.percent && style != notation_style::percent) {
    return fail(errc::unit, std::string(name) + " must be a plain number, got " + shown(v), v.at);
  }
  return v.percent ? v.number / 100.0 : v.number;
}

result<std::uint64_t> whole(const value& v, std::string_view name, double low, double high) {
  TAPER_TRY(n, number(v, name));
  if (n != std::floor(n) || n < low || n > high) {
    return fail(errc::out_of_range,
                std::string(name) + " must be a whole number from " + print_number(low) + " to " + print_number(high) +
                    ", got " + shown(v),
                v.at);
  }
  return static_cast<std::uint64_t>(n);
}

result<amount> time(const value& v, std::string_view name) {
  const std::string who(name);
  if (v.is != value::kind::number)
    return fail(errc::syntax, who + " must be an amount of time, got " + shown(v), v.at,
                "write steps (500), a part of the run (10%), 2ep, 300Mtok or 4096samples");
  if (v.number < 0.0) return fail(errc::out_of_range, who + " must be >= 0, got " + shown(v), v.at);
  if (v.percent) {
    if (v.number > 100.0) return fail(errc::out_of_range, who + " must be between 0% and 100%, got " + shown(v), v.at);
    return amount(percent(v.number));
  }
  std::string_view suffix = v.word;
  double scale = 1.0;
  constexpr std::pair<char, double> prefixes[] = {{'k', 1e3}, {'K', 1e3}, {'M', 1e6},
                                                  {'G', 1e9}, {'B', 1e9}, {'T', 1e12}};
  for (const auto& [letter, factor] : prefixes) {
    if (!suffix.empty() && suffix.front() == letter) {
      scale = factor;
      suffix.remove_prefix(1);
      break;
    }
  }
  constexpr std::pair<std::string_view, unit> units[] = {
      {"", unit::steps},       {"step", unit::steps},    {"steps", unit::steps},    {"ep", unit::epochs},
      {"epoch", unit::epochs}, {"epochs", unit::epochs}, {"sample", unit::samples}, {"samples", unit::samples},
      {"tok", unit::tokens},   {"token", unit::tokens},  {"tokens", unit::tokens},
  };
  for (const auto& [text, in] : units) {
    if (suffix != text) continue;
    const double counted = v.number * scale;
    if (in == unit::steps && counted != std::floor(counted)) {
      // warmup(0.05) most likely means a part of the run; percent without the rounding of 100 · 0.07
      const bool part = v.word.empty() && v.number < 1.0;
      const std::string percent = part ? print_number(std::round(v.number * 1e14) / 1e12) + "%" : std::string();
      error out = fail(errc::unit, who + " must be a whole number of steps, got " + shown(v), v.at,
                       "write " + (part ? percent : "10%") + " or a whole number of steps");
      out.instead = percent;
      return out;
    }
    if (counted > 9.2e18) return fail(errc::out_of_range, who + " must be at most 2^63 steps, got " + shown(v), v.at);
    return amount{counted, in};
  }
  return fail(errc::unit, who + " has an unknown unit " + quoted(v.word), v.at,
              "units are %, ep, samples, tok, with k, M, G before them");
}

std::optional<error> arguments::sort() {
  std::size_t position = 0;
  for (const argument& a : call_.arguments) {
    std::size_t slot = 0;
    if (a.key.empty()) {
      while (position < names_.size() && found_[position] != nullptr) ++position;
      slot = position;
      if (slot >= names_.size()) {
        const std::string takes =
            names_.empty() ? "no arguments" : "at most " + std::to_string(names_.size()) + " arguments";
        return fail(errc::syntax, call_.name + " takes " + takes + ", got " + shown(a.is), a.at);
      }
    } else {
      const auto at = std::ranges::find(names_, a.key);
      slot = static_cast<std::size_t>(at - names_.begin());
      if (at == names_.end()) {
        const std::string message = call_.name + " has no argument " + quoted(a.key);
        if (call_.name == "poly" && a.key == "p")
          return fail(errc::unknown_name, message, a.at, "for (1-x)^p write power(p=…)");
        return unknown_word(message, a.at, nearest_name(a.key, names_),
                            names_.empty() ? std::string() : "its arguments are " + joined());
      }
      if (found_[slot] != nullptr)
        return fail(errc::conflict, call_.name + ": " + quoted(a.key) + " is given twice", a.at);
    }
    found_[slot] = &a;
  }
  return std::nullopt;
}

std::string arguments::joined() const {
  std::string out;
  for (const std::string_view n : names_) out += (out.empty() ? "" : ", ") + std::string(n);
  return out;
}

}  // namespace taper::syntax
