// Checks the arguments of a call against the rows of its schedule (names, kinds, ranges), and prints the call.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "check_value.hpp"
#include "row.hpp"
#include "taper/print.hpp"
#include "taper/text.hpp"

namespace taper::libraries {

namespace {

using kind = written_value::kind;

/// Words that need no quotes become words, others quoted texts: printing and parsing then round-trip. Composer's times
/// are texts: 10ba, parsed as a number with a unit, becomes "10ba".
void settle(written_value& v, takes parameter) {
  const bool is_time = parameter == takes::time || parameter == takes::times;
  if (is_time && v.is == kind::number && !v.word.empty()) {
    v.word = print_number(v.number) + v.word;
    v.number = 0.0;
    v.is = kind::text;
  }
  if (v.is == kind::word || v.is == kind::text) v.is = is_plain_word(v.word) ? kind::word : kind::text;
  for (written_value& one : v.list) settle(one, parameter);
}

std::string with_commas(std::span<const parameter_row> rows) {
  std::string out;
  for (const parameter_row& row : rows) out += (out.empty() ? "" : ", ") + std::string(row.name);
  return out;
}

/// The index of an argument's row, or an error about its name.
result<std::size_t> place_of(const written_call& call, const written_call::argument& a,
                             std::span<const parameter_row> rows,
                             const std::vector<std::optional<written_value>>& taken) {
  if (a.key.empty()) {
    for (std::size_t k = 0; k < taken.size(); ++k) {
      if (!taken[k]) return k;
    }
    return error{
        errc::syntax, call.name + " takes at most " + std::to_string(taken.size()) + " arguments", a.value.at, {}};
  }
  std::vector<std::string_view> known;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    if (rows[k].name == a.key) {
      if (taken[k]) return error{errc::conflict, call.name + ": " + echoed(a.key) + " is given twice", a.at, {}};
      return k;
    }
    known.push_back(rows[k].name);
  }
  return unknown_word(call.name + " has no argument " + echoed(a.key), a.at, nearest_name(a.key, known),
                      "its arguments are " + with_commas(rows));
}

/// Parses the schedules of an argument that are given as words or texts.
std::optional<error> read_schedules(written_value& v, takes parameter, const inner_reader& read) {
  if (parameter == takes::schedules || parameter == takes::any_schedules) {
    for (written_value& one : v.list) {
      if (auto e = read_schedules(one, takes::schedule, read)) return e;
    }
  }
  if (parameter != takes::schedule || !read || (v.is != kind::word && v.is != kind::text)) return std::nullopt;
  TAPER_TRY(s, read(v));
  v = as_argument(std::move(s), v.at);
  return std::nullopt;
}

/// The reason why a schedule cannot be inside another one of its library.
std::optional<error> not_plain(const written_value& v, const parameter_row& row) {
  if (row.kind != takes::schedules) return std::nullopt;
  for (const written_value& one : v.list) {
    const schedule& s = one.inner->is;
    if (!s.root) {
      return error{
          errc::syntax, std::string(row.name) + " takes schedules of the library, got " + print_value(one), one.at, {}};
    }
    if (s.with.peak) {
      return error{errc::syntax,
                   "in " + echoed(print_value(one)) + ": a schedule inside another of its library takes no modifiers",
                   one.at,
                   {}};
    }
  }
  return std::nullopt;
}

}  // namespace

result<given_values> check_arguments(const written_call& call, std::span<const parameter_row> rows, std::size_t end,
                                     const inner_reader& read) {
  given_values values(rows.size());
  for (const written_call::argument& a : call.arguments) {
    TAPER_TRY(k, place_of(call, a, rows, values));
    written_value v = a.value;
    if (auto e = read_schedules(v, rows[k].kind, read)) return *std::move(e);
    if (auto e = fault_of(v, rows[k])) return *std::move(e);
    if (auto e = not_plain(v, rows[k])) return *std::move(e);
    settle(v, rows[k].kind);
    values[k] = std::move(v);
  }
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (!values[k] && rows[k].fallback.is_required()) {
      return error{errc::missing, call.name + " needs " + std::string(rows[k].name), end,
                   "write " + call.name + "(" + std::string(rows[k].name) + "=…)"};
    }
  }
  return values;
}

written_call spell(std::string name, std::span<const parameter_row> rows, const given_values& values) {
  written_call out{std::move(name), {}};
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (!values[k]) continue;
    if (!rows[k].fallback.is_required()) {
      if (rows[k].fallback.value() == *values[k]) continue;
    }
    out.arguments.push_back({std::string(rows[k].name), *values[k]});
  }
  return out;
}

arguments with_defaults(std::span<const parameter_row> rows, given_values values) {
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (!values[k]) values[k] = rows[k].fallback.value();
  }
  return {rows, std::move(values)};
}

}  // namespace taper::libraries
