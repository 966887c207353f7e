// Converts written values to the kind that a parameter takes (numbers, amounts of time, words), with error messages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "syntax.hpp"
#include "taper/modifier.hpp"
#include "taper/parameter.hpp"
#include "taper/text.hpp"

namespace taper::syntax {

/// The allowed range, reduced to the limit that `v` violates: a distant upper limit is omitted for a value below the
/// lower one.
std::string allowed(const range& r, double v);

/// A value for an error message: one line, of limited length.
std::string shown(const value& v);

/// The plain number for `name`.
result<double> number(const value& v, std::string_view name, notation_style style = notation_style::number);

/// The whole number from `low` to `high` for `name`.
result<std::uint64_t> whole(const value& v, std::string_view name, double low, double high);

/// An amount of time: whole steps, N%, or a count of epochs, samples or tokens.
result<amount> time(const value& v, std::string_view name);

/// The meaning of a word in a list.
template <class Enum, std::size_t n>
result<Enum> one_of(const value& v, std::string_view what, const std::pair<std::string_view, Enum> (&words)[n]) {
  std::string all;
  std::vector<std::string_view> known;
  for (const auto& [word, meaning] : words) {
    if (v.is == value::kind::word && v.word == word) return meaning;
    all += (all.empty() ? "" : ", ") + std::string(word);
    known.push_back(word);
  }
  std::string near = v.is == value::kind::word ? nearest_name(v.word, known) : std::string();
  return unknown_word(std::string(what) + " must be one of " + all + ", got " + shown(v), v.at, std::move(near));
}

/// Assigns arguments to slots by name or position; rejects unknown and repeated ones.
class arguments {
 public:
  arguments(const call& c, std::vector<std::string_view> names)
      : call_(c), names_(std::move(names)), found_(names_.size()) {}

  /// The error, if any.
  std::optional<error> sort();
  [[nodiscard]] const value* operator[](std::size_t k) const { return found_[k] == nullptr ? nullptr : &found_[k]->is; }

 private:
  [[nodiscard]] std::string joined() const;
  const call& call_;
  std::vector<std::string_view> names_;
  std::vector<const argument*> found_;
};

}  // namespace taper::syntax
