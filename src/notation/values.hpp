// Written values as what a parameter asks for: numbers, amounts of time, words; and the messages where they do not fit.
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

namespace taper::syntax {

/// "did you mean 'cosine'?", or nothing where no known name is near.
std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& known);

/// What is allowed, as far as `v` breaks it: a far upper end is not named to someone below the lower one.
std::string allowed(const range& r, double v);

/// A value as a message names it: one line, bounded.
std::string shown(const value& v);

/// The plain number that `name` asks for.
result<double> number(const value& v, std::string_view name, notation_style style = notation_style::number);

/// The whole number from `low` to `high` that `name` asks for.
result<std::uint64_t> whole(const value& v, std::string_view name, double low, double high);

/// An amount of time: whole steps, N%, or a count of epochs, samples or tokens.
result<amount> time(const value& v, std::string_view name);

/// The meaning of a word out of a list.
template <class Enum, std::size_t n>
result<Enum> one_of(const value& v, std::string_view what, const std::pair<std::string_view, Enum> (&words)[n]) {
  std::string all;
  std::vector<std::string_view> known;
  for (const auto& [word, meaning] : words) {
    if (v.is == value::kind::word && v.word == word) return meaning;
    all += (all.empty() ? "" : ", ") + std::string(word);
    known.push_back(word);
  }
  const std::string near = v.is == value::kind::word ? did_you_mean(v.word, known) : std::string();
  return fail(errc::unknown_name, std::string(what) + " must be one of " + all + ", got " + shown(v), v.at, near);
}

/// Hands each argument to the slot of its name, positions in order; refuses the unknown and the repeated.
class arguments {
 public:
  arguments(const call& c, std::vector<std::string_view> names)
      : call_(c), names_(std::move(names)), found_(names_.size()) {}

  /// What does not fit, if anything.
  std::optional<error> sort();
  [[nodiscard]] const value* operator[](std::size_t k) const { return found_[k] == nullptr ? nullptr : &found_[k]->is; }

 private:
  [[nodiscard]] std::string joined() const;
  const call& call_;
  std::vector<std::string_view> names_;
  std::vector<const argument*> found_;
};

}  // namespace taper::syntax
