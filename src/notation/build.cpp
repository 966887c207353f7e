// Builds a schedule from text: the calls of any form, then shape, modifiers, and the checks of their combination.
#include "build.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "../combined/arguments.hpp"
#include "names.hpp"
#include "taper/libraries.hpp"
#include "taper/notation.hpp"
#include "values.hpp"

namespace taper {

namespace syntax {

std::string listed(std::string_view begin, const std::vector<std::string_view>& names) {
  std::string out;
  for (const std::string_view name : names) out += std::string(out.empty() ? begin : ", ") + std::string(name);
  return out;
}

std::vector<std::string_view> modifier_names() {
  std::vector<std::string_view> out;
  for (const modifier_info& m : modifiers) out.push_back(m.name);
  return out;
}
bool is_modifier_name(std::string_view name) {
  return std::ranges::any_of(modifiers, [&](const modifier_info& m) { return m.name == name; });
}
std::vector<std::string_view> shape_names() {
  std::vector<std::string_view> out;
  for_each_family([&]<class F>() { out.push_back(F::info.name); });
  for (const operation_info& a : combinations) out.push_back(a.name);
  return out;
}

}  // namespace syntax

namespace {

using syntax::argument;
using syntax::call;
using syntax::fail;
using syntax::origin;
using syntax::quoted;
using syntax::value;

/// An inner schedule that is given as a word or a quoted text.
result<schedule> inner_from(const value& v, const origin& around) {
  if (around.outside >= most_contents.levels) return syntax::nested_too_deep(v.at);
  origin from{v.at, around.exact, around.outside + 1};
  if (v.is == value::kind::word) return syntax::schedule_from({{v.word, v.at, {}, from.place(v.word.size())}}, from);
  const bool escaped = v.word.find_first_of("\"\\") != std::string::npos;
  const bool first_escaped = from.exact && escaped;
  from.exact = from.exact && !escaped;
  if (from.exact) ++from.base;  // after the quote
  result<schedule> s = syntax::read_schedule(v.word, from);
  if (s || !first_escaped) return s;
  error e = s.error();  // its place is unknown, because the text was escaped
  e.message = "in " + quoted(v.word) + ": " + e.message;
  return e;
}

/// Whether a call is an operation. hold(50%) is the modifier, in the wrong place.
bool is_operation(const call& c) {
  return combined::is_operation(c.name) && (!syntax::is_modifier_name(c.name) ||
                                            (!c.arguments.empty() && c.arguments.front().is.is != value::kind::number));
}
bool is_library_schedule(const call& c) { return c.name.find('.') != std::string::npos; }

/// The library schedule or combined schedule of a call; none if it is a shape.
result<node_ref> root_from(const call& c, const origin& from) {
  const bool of_library = is_library_schedule(c);
  if (!of_library && !is_operation(c)) return node_ref();
  written_call written{c.name, {}};
  for (const argument& a : c.arguments) written.arguments.push_back({a.key, a.is, a.at});
  const auto inner = [&](const value& v) { return inner_from(v, from); };
  return of_library ? libraries::make(written, c.at, c.end, inner) : combined::make(written, c.at, c.end, inner);
}

}  // namespace

result<schedule> syntax::schedule_from(const std::vector<call>& calls, const origin& from) {
  composition with;
  result<any_window> shape = any_window(constant{});
  TAPER_TRY(root, root_from(calls.front(), from));
  if (!root) shape = syntax::shape_from(calls.front());
  if (!shape) return shape.error();
  for (std::size_t k = 1; k < calls.size(); ++k) {
    for (std::size_t j = 1; j < k; ++j) {
      if (calls[j].name == calls[k].name)
        return fail(errc::conflict, quoted(calls[k].name) + " is given twice", calls[k].at);
    }
    if (auto e = syntax::add_modifier(calls[k], with)) return *std::move(e);
  }
  if (result<void> good = fault_of(with, root.get()); !good) {
    error e = std::move(good).error();
    const auto about = std::ranges::find(calls, e.subject, &call::name);
    e.offset = (about == calls.end() ? calls.front() : *about).at;
    return e;
  }
  return schedule{*std::move(shape), normalized(with), std::move(root)};
}

result<value> syntax::inner_value(const result<std::vector<call>>& calls, const origin& from, std::size_t at) {
  if (!calls) return calls.error();
  const result<schedule> s = schedule_from(*calls, from);
  return s ? as_argument(*s, at) : result<value>(s.error());
}

error syntax::nested_too_deep(std::size_t at) {
  return fail(errc::too_large, "schedules are nested more than " + std::to_string(most_contents.levels) + " deep", at);
}

namespace {

/// The calls of a text in any of its three forms.
result<std::vector<call>> read_calls(std::string_view text, const origin& from) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos)
    return fail(errc::syntax, "the schedule is empty", from.place(0), "write a shape, for example cosine");
  // in the compact form a comma comes before any bracket or bar
  const std::size_t turn = text.find_first_of(",(|[\"", first);
  const bool compact = turn != std::string_view::npos && text[turn] == ',';
  return text[first] == '{' ? syntax::read_json(text, from)
         : compact          ? syntax::read_compact(text, from)
                            : syntax::read_pipe(text, from);
}

}  // namespace

result<schedule> syntax::read_schedule(std::string_view text, const origin& from) {
  TAPER_TRY(calls, read_calls(text, from));
  return schedule_from(calls, from);
}

std::size_t place_of(std::string_view text, std::string_view name) {
  const result<std::vector<call>> calls = read_calls(text, {});
  if (!calls) return 0;
  const auto about = std::ranges::find(*calls, name, &call::name);
  return about == calls->end() ? 0 : about->at;
}

result<schedule> parse(std::string_view text) {
  constexpr std::size_t limit = std::size_t{64} << 20U;
  if (text.size() > limit) return fail(errc::too_large, "the text of a schedule is longer than 64 MiB", 0);
  return syntax::read_schedule(text, {});
}

result<amount> parse_amount(std::string_view text, std::string_view name) {
  const result<syntax::value> read = syntax::read_value(text, 0);
  return read ? syntax::time(*read, name) : result<amount>(read.error());
}

}  // namespace taper
