// From written arguments to operations and back, and amounts of time of an operation as whole steps.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "../libraries/check_value.hpp"
#include "../libraries/row.hpp"
#include "taper/libraries.hpp"
#include "taper/node.hpp"

namespace taper::combined {

using libraries::parameter_row;
using libraries::takes;

/// Whether an operation has this name.
bool is_operation(std::string_view name);
/// Makes a combined schedule from a call, with the checks and errors of libraries::make.
result<node_ref> make(const written_call& call, std::size_t at, std::size_t end, const libraries::inner_reader& read);
/// A combined schedule without a place in a text; the error names the parameter that is out of range.
result<schedule> make(operation is);

// Rows: the parameters of an operation as check_arguments reads them
// ---------------------------------------------------------------------------------------------------------------------

template <class T>
struct written_as;  ///< how a parameter of type T is written
template <>
struct written_as<operand> {
  static constexpr takes kind = takes::schedule;
};
template <>
struct written_as<std::vector<operand>> {
  static constexpr takes kind = takes::any_schedules;
};
template <>
struct written_as<placed_amount> {
  static constexpr takes kind = takes::steps;
};
template <>
struct written_as<std::vector<placed_amount>> {
  static constexpr takes kind = takes::all_steps;
};
template <>
struct written_as<double> {
  static constexpr takes kind = takes::real;
};
template <>
struct written_as<std::uint64_t> {
  static constexpr takes kind = takes::count;
};
template <>
struct written_as<share> {
  static constexpr takes kind = takes::share;
};
template <>
struct written_as<scaling> {
  static constexpr takes kind = takes::word;
};
template <class T>
struct written_as<std::optional<T>> : written_as<T> {};

inline libraries::default_value default_of(double v) { return v; }
inline libraries::default_value default_of(std::uint64_t v) { return static_cast<double>(v); }
inline libraries::default_value default_of(const share& v) {
  return v.percent ? libraries::default_value(percent(v.value)) : libraries::default_value(v.value);
}
inline libraries::default_value default_of(scaling v) { return scaling_names[static_cast<std::size_t>(v)].data(); }
template <class T>
libraries::default_value default_of(const std::optional<T>&) {
  return libraries::left_out;
}

template <class Op, class T>
parameter_row row_of(const operation_parameter<Op, T>& p) {
  parameter_row out{p.name, written_as<T>::kind, libraries::required, p.valid, {}, p.meaning};
  if constexpr (requires(const T& v) { default_of(v); })
    if (p.given == presence::optional) out.fallback = default_of(Op{}.*p.member);
  if constexpr (std::same_as<T, scaling>) out.words = scaling_words;
  return out;
}

/// The rows of an operation.
template <class Op>
const auto& rows_of() {
  static const auto rows = std::apply([](const auto&... p) { return std::array{row_of(p)...}; }, Op::parameters);
  return rows;
}

// Amounts of time
// ---------------------------------------------------------------------------------------------------------------------

/// The same amount as whole steps.
[[gnu::noinline]] result<void> settle(placed_amount& a, const parameter_row& row, const libraries::setting& in);

/// The same operation with every amount of time in whole steps. Error: the clock is missing.
template <class Op>
result<Op> in_steps(Op op, const libraries::setting& in) {
  std::optional<error> fault;
  std::size_t k = 0;
  for_each_parameter(op, [&](const auto& p, auto& member) {
    const parameter_row& row = rows_of<Op>()[k++];
    const auto each = [&](placed_amount& a) {
      if (fault || a.is.in == unit::steps) return;
      if (result<void> done = settle(a, row, in); !done) fault = std::move(done).error();
    };
    for_amounts_in(member, each);
    (void)p;
  });
  if (fault) return *std::move(fault);
  return op;
}

}  // namespace taper::combined
