// The libraries of library_list.hpp, lookup by dotted name, and the C++ names of their schedules.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "row.hpp"

namespace taper::libraries {

std::span<const library> catalogue() {
#define LIBRARY(file, name) name##_library,
  static const std::array all = {TAPER_LIBRARIES(LIBRARY)};
#undef LIBRARY
  return all;
}

found_entry find(std::string_view dotted_name) {
  const std::size_t dot = dotted_name.find('.');
  if (dot == std::string_view::npos) return {};
  for (const library& of : catalogue()) {
    if (of.name != dotted_name.substr(0, dot)) continue;
    for (const entry& row : of.entries) {
      if (row.name == dotted_name.substr(dot + 1)) return {&of, &row};
    }
  }
  return {};
}

std::vector<std::string> names() {
  std::vector<std::string> out;
  for (const library& of : catalogue()) {
    for (const entry& row : of.entries) out.push_back(std::string(of.name) + "." + std::string(row.name));
  }
  return out;
}

namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// CosineAnnealingLR as cosine_annealing_lr, LRRangeTest as lr_range_test, RAdam as radam. A word begins at an upper-case
/// letter that follows a lower-case letter, or that follows at least two upper-case letters and precedes a lower-case
/// one.
std::string in_snake_case(std::string_view name) {
  std::string out;
  for (std::size_t k = 0; k < name.size(); ++k) {
    const bool ends_capitals =
        k > 1 && is_upper(name[k - 2]) && k + 1 < name.size() && is_upper(name[k - 1]) && is_lower(name[k + 1]);
    if (is_upper(name[k]) && k > 0 && (is_lower(name[k - 1]) || ends_capitals)) out += '_';
    out += is_upper(name[k]) ? static_cast<char>(name[k] - 'A' + 'a') : name[k];
  }
  return out;
}

/// The name without a trailing Scheduler, LR or LRScheduler. A ParamScheduler, for any parameter, keeps its name.
std::string_view without_suffix(std::string_view name) {
  if (name.ends_with("ParamScheduler")) return name;
  for (const std::string_view suffix : {"Scheduler", "LR", "Lr"}) {
    if (name.ends_with(suffix) && name.size() > suffix.size()) name.remove_suffix(suffix.size());
  }
  return name;
}

/// Appends "_" to C++ keywords.
std::string no_keyword(std::string name) {
  constexpr std::string_view keywords[] = {
      "alignas",  "alignof", "and",     "asm",      "auto",    "bool",     "break",     "case",      "catch",
      "char",     "class",   "compl",   "concept",  "const",   "continue", "default",   "delete",    "do",
      "double",   "else",    "enum",    "explicit", "export",  "extern",   "false",     "float",     "for",
      "friend",   "goto",    "if",      "inline",   "int",     "long",     "mutable",   "namespace", "new",
      "noexcept", "not",     "nullptr", "operator", "or",      "private",  "protected", "public",    "register",
      "requires", "return",  "short",   "signed",   "sizeof",  "static",   "struct",    "switch",    "template",
      "this",     "throw",   "true",    "try",      "typedef", "typeid",   "typename",  "union",     "unsigned",
      "using",    "virtual", "void",    "volatile", "while",   "xor"};
  if (std::ranges::find(keywords, name) != std::end(keywords)) name += '_';
  return name;
}

}  // namespace

std::string cpp_name(const library& of, const entry& row) {
  const std::string bare = in_snake_case(without_suffix(row.name));
  const bool taken = std::ranges::any_of(of.entries, [&](const entry& other) {
    return &other != &row && (in_snake_case(other.name) == bare || in_snake_case(without_suffix(other.name)) == bare);
  });
  return std::string(of.name) + "::" + no_keyword(taken ? in_snake_case(row.name) : bare);
}

std::string cpp_member(std::string_view parameter) { return no_keyword(std::string(parameter)); }

}  // namespace taper::libraries
