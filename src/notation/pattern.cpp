// Reads patterns: fills open parameters with a valid value, then parses the result.
#include "taper/notation/pattern.hpp"

#include <algorithm>
#include <string>

#include "taper/registry.hpp"
#include "taper/text.hpp"

namespace taper {

namespace {

struct shape_text {
  std::string_view name;
  std::size_t name_end = 0;
  std::size_t open = std::string_view::npos;  ///< position of the shape's bracket
  std::size_t close = std::string_view::npos;
  bool compact = false;
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

shape_text locate_shape(std::string_view text) {
  shape_text out;
  std::size_t begin = 0;
  while (begin < text.size() && is_blank(text[begin])) ++begin;
  std::size_t at = begin;
  while (at < text.size() && !is_blank(text[at]) && std::string_view("(|,").find(text[at]) == std::string_view::npos)
    ++at;
  out.name = text.substr(begin, at - begin);
  out.name_end = at;
  while (at < text.size() && is_blank(text[at])) ++at;
  out.compact = at < text.size() && text[at] == ',';
  if (at < text.size() && text[at] == '(') {
    out.open = at;
    out.close = text.find(')', at);
  }
  return out;
}

/// A value inside the valid range, of typical size.
template <class F>
double inside(const parameter<F>& p) {
  if (p.fallback) return *p.fallback;
  return p.valid.contains(1.5) ? 1.5 : 0.5 * (p.valid.low + p.valid.high);
}

/// The names that are given in `arguments`, by key or by position.
std::vector<bool> given_names(std::string_view arguments, const std::vector<std::string_view>& names) {
  std::vector<bool> given(names.size(), false);
  std::size_t position = 0;
  while (!arguments.empty()) {
    const std::size_t comma = arguments.find(',');
    const std::string_view one = arguments.substr(0, comma);
    arguments = comma == std::string_view::npos ? std::string_view() : arguments.substr(comma + 1);
    const std::size_t first = one.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) continue;
    const std::size_t equals = one.find('=');
    if (equals == std::string_view::npos) {
      if (position < names.size()) given[position++] = true;
      continue;
    }
    const std::string_view key = one.substr(first, equals - first);
    for (std::size_t k = 0; k < names.size(); ++k) {
      if (key.substr(0, key.find_last_not_of(" \t") + 1) == names[k]) given[k] = true;
    }
  }
  return given;
}

/// The text with name=value inserted for every open parameter.
std::string completed(std::string_view text, const shape_text& shape, const std::string& added) {
  std::string out(text);
  if (added.empty()) return out;
  if (shape.compact) return out.insert(shape.name_end, "," + added);
  if (shape.open == std::string_view::npos) return out.insert(shape.name_end, "(" + added + ")");
  if (shape.close == std::string_view::npos) return out;  // the parser reports the error
  const bool empty =
      text.substr(shape.open + 1, shape.close - shape.open - 1).find_first_not_of(" \t") == std::string_view::npos;
  return out.insert(shape.close, (empty ? "" : ", ") + added);
}

std::string_view family_name(std::string_view text) { return text.substr(0, text.find_first_of("(,| ")); }

struct known_parameter {
  std::string_view name;
  bool required;
};

/// The parameters of the family of that name; empty if there is no such family.
std::vector<known_parameter> parameters_of(std::string_view family) {
  std::vector<known_parameter> out;
  for_each_family([&]<class F>() {
    if (F::info.name != family) return;
    for (const parameter<F>& p : F::parameters) out.push_back({p.name, !p.fallback});
  });
  return out;
}

}  // namespace

result<pattern> parse_pattern(std::string_view text) {
  const shape_text shape = locate_shape(text);
  std::vector<std::string_view> open;
  std::string added;
  for_each_family([&]<class F>() {
    if (F::info.name != shape.name) return;
    std::vector<std::string_view> names;
    for (const auto& p : F::parameters) names.push_back(p.name);
    std::string_view arguments;
    if (shape.close != std::string_view::npos)
      arguments = text.substr(shape.open + 1, shape.close - shape.open - 1);
    else if (shape.compact)
      arguments = text.substr(shape.name_end + 1);
    const std::vector<bool> given = given_names(arguments, names);
    std::size_t k = 0;
    for (const parameter<F>& p : F::parameters) {
      if (given[k++]) continue;
      open.push_back(p.name);
      if (!p.fallback)
        added += (added.empty()   ? ""
                  : shape.compact ? ","
                                  : ", ") +
                 std::string(p.name) + "=" + print_number(inside(p));
    }
  });
  result<schedule> member = parse(completed(text, shape, added));
  if (!member) {
    error e = member.error();
    if (e.offset != error::nowhere) e.offset = std::min(e.offset, text.size());
    return e;
  }
  return pattern{*std::move(member), std::move(open)};
}

result<std::vector<pattern>> all_patterns(std::string_view rest) {
  std::vector<pattern> out;
  std::optional<error> fault;
  for_each_family([&]<class F>() {
    if (std::same_as<F, table> || fault) return;
    result<pattern> p = parse_pattern(std::string(F::info.name) + std::string(rest));
    if (p)
      out.push_back(*std::move(p));
    else
      fault = p.error();
  });
  if (fault) return *std::move(fault);
  return out;
}

result<any_window> swept_window(std::string_view text, std::span<const std::string_view> parameters) {
  const result<schedule> s = parse(text);
  if (!s && s.error().code != errc::missing) return s.error();
  const std::vector<known_parameter> known = parameters_of(family_name(text));
  for (const std::string_view one : parameters) {
    const auto is_it = [&](const known_parameter& p) { return p.name == one; };
    if (known.empty() || std::ranges::any_of(known, is_it)) continue;
    std::string names;
    for (const known_parameter& p : known) names += (names.empty() ? "" : ", ") + std::string(p.name);
    return failed(errc::unknown_name, std::string(family_name(text)) + " has no parameter " + echoed(one),
                  "its parameters are " + names);
  }
  if (s && s->root)
    return failed(errc::unsupported, s->root->name() + " is not a window",
                  "sweep a parameter of a family, such as poly");
  if (s) return s->shape;
  const result<pattern> filled = parse_pattern(text);
  if (!filled) return s.error();
  for (const known_parameter& p : known) {
    const bool open = std::ranges::find(filled->open, p.name) != filled->open.end();
    const bool is_swept = std::ranges::find(parameters, p.name) != parameters.end();
    if (p.required && open && !is_swept) return s.error();
  }
  return filled->member.shape;
}

}  // namespace taper
