// Building blocks of a library's source: rows, checked arguments, a formula as a step rule, errors, findings.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "library_list.hpp"
#include "taper/libraries.hpp"

namespace taper::libraries {

/// In a row: a required parameter; an optional one without a default.
inline constexpr default_value required{};
inline constexpr default_value left_out = default_value::none();

/// The arguments of a call, checked against its row: names are known, values have the right kind and range. Reading a
/// name that the row does not have, or as another kind than declared, throws bad_result.
class arguments {
 public:
  arguments(std::span<const parameter_row> rows, std::vector<std::optional<written_value>> values);

  [[nodiscard]] bool given(std::string_view name) const;  ///< has a value other than none
  [[nodiscard]] double real(std::string_view name) const;
  [[nodiscard]] std::uint64_t count(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const;
  [[nodiscard]] std::size_t choice(std::string_view name) const;  ///< index of the word among the row's words
  [[nodiscard]] std::vector<double> reals(std::string_view name) const;
  [[nodiscard]] std::vector<std::uint64_t> counts(std::string_view name) const;
  [[nodiscard]] std::vector<std::pair<std::uint64_t, double>> pairs(std::string_view name) const;  ///< ascending
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
  [[nodiscard]] const std::vector<written_value>& schedules(std::string_view name) const;  ///< none: empty
  /// The value itself; if kinds are given, it must be of one of them.
  [[nodiscard]] const written_value& value(std::string_view name, std::initializer_list<takes> kinds = {}) const;

 private:
  [[nodiscard]] std::size_t place(std::string_view name, std::initializer_list<takes> kinds) const;
  std::span<const parameter_row> rows_;
  std::vector<std::optional<written_value>> values_;
};

using made_rule = result<std::shared_ptr<const step_rule>>;

/// The setting of a schedule: base rate, and length and clock of the run.
struct setting {
  double base = 0.0;
  std::uint64_t steps = 0;
  taper::clock timing{};
  bool base_given = false;  ///< the base was given as a peak, not by default
};

/// Functions that make, translate and check a schedule.
struct recipe {
  made_rule (*make)(const arguments&, const setting&) = nullptr;
  std::optional<translation> (*translate)(const arguments&, const setting&);        ///< null: no native form
  void (*find_in)(const arguments&, const setting&, std::vector<taper::finding>&);  ///< null: no findings
};
template <made_rule (*make)(const arguments&, const setting&),
          std::optional<translation> (*translate)(const arguments&, const setting&) = nullptr,
          void (*find_in)(const arguments&, const setting&, std::vector<taper::finding>&) = nullptr>
inline constexpr recipe recipe_of{make, translate, find_in};

/// The given arguments of a call, in the order of the rows.
using given_values = std::vector<std::optional<written_value>>;
/// Checks the arguments of a call against rows: names, kinds, ranges, required arguments. Without a reader, inner
/// schedules must be values, not text.
result<given_values> check_arguments(const written_call& call, std::span<const parameter_row> rows, std::size_t end,
                                     const inner_reader& read = {});
/// The call as text, without arguments at their default.
written_call spell(std::string name, std::span<const parameter_row> rows, const given_values& values);
/// The same, with all defaults filled in.
arguments with_defaults(std::span<const parameter_row> rows, given_values values);

// A library schedule as a node of the tree, for the visitors of nodes.
made_rule bind(const library_schedule& s, const binding& to);
std::optional<translation> as_native_schedule(const library_schedule& s, const binding& to);
std::vector<taper::finding> findings_of(const library_schedule& s, const binding& to);

/// A type-erased function object of the step. `cyclic()` or `rises()`, if it has them, state where it rises by design.
template <class F>
class formula_rule final : public step_rule {
 public:
  explicit formula_rule(F f) : f_(std::move(f)) {}
  double operator()(std::uint64_t t) const noexcept override { return f_(t); }
  [[nodiscard]] designed_rises rises() const override {
    if constexpr (requires { f_.rises(); }) {
      return f_.rises();
    } else if constexpr (requires { f_.cyclic(); }) {
      return {.anywhere = f_.cyclic()};
    } else {
      return {};
    }
  }

 private:
  F f_;
};

template <class F>
made_rule made(F f) {
  return std::shared_ptr<const step_rule>(std::make_shared<const formula_rule<F>>(std::move(f)));
}

/// The error for arguments that exclude each other, or a value that the library itself rejects.
inline error conflict(std::string message) { return failed(errc::conflict, std::move(message)); }

inline void fault(std::vector<finding>& out, std::string id, std::optional<std::uint64_t> step, std::string message) {
  out.push_back({severity::fault, std::move(id), step, std::move(message)});
}
inline void note(std::vector<finding>& out, std::string id, std::optional<std::uint64_t> step, std::string message) {
  out.push_back({severity::note, std::move(id), step, std::move(message)});
}

#define LIBRARY(file, name) extern const library name##_library;
TAPER_LIBRARIES(LIBRARY)
#undef LIBRARY

/// An inner schedule of the same library: its row, and its arguments resolved for a run.
struct nested_call {
  const entry* row;
  arguments given;
};
/// An inner schedule; an error if it is not of the library `from`, or not one of the names `allowed` (separated by
/// spaces; empty: all).
result<nested_call> nested(const written_value& one, const library& from, std::string_view allowed, const setting& in);
/// Its rates at the base rate of the setting.
made_rule nested_rates(const written_value& one, const library& from, std::string_view allowed, const setting& in);

}  // namespace taper::libraries
