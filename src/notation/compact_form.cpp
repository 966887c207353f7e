// Parses the shell-safe compact form, poly,i=1.8,warmup=500,floor=10%,peak=3e-4, into the same calls as the pipe form.
#include <algorithm>

#include "lexer.hpp"
#include "names.hpp"
#include "taper/libraries.hpp"

namespace taper::syntax {

namespace {
/// Whether the schedule of a dotted name has a parameter of this name: olmo.WSD(warmup=500).
bool is_own_parameter(std::string_view shape, std::string_view key) {
  const libraries::found_entry found = libraries::find(shape);
  return found.row != nullptr &&
         std::ranges::any_of(found.row->parameters, [&](const auto& row) { return row.name == key; });
}
}  // namespace

/// An entry `key=value` starts a modifier if key is the name of one (and not of a parameter of the preceding library
/// schedule); otherwise it is an argument of the preceding call. A bare word is a modifier without arguments, or a word
/// argument of the preceding call.
result<std::vector<call>> read_compact(std::string_view text, const origin& from) {
  cursor at(text, from);
  std::vector<call> out;
  at.skip_space();
  call shape;
  shape.at = at.where();
  shape.name = at.name();
  if (shape.name.empty()) return fail(errc::syntax, "expected a shape, got " + quoted_start(at.rest(), 1), at.where());
  shape.end = at.where();
  out.push_back(std::move(shape));
  while (true) {
    at.skip_space();
    if (at.done()) return out;
    if (!at.take(',')) return fail(errc::syntax, "expected ',', got " + quoted_start(at.rest(), 12), at.where());
    at.skip_space();
    argument arg;
    arg.at = at.where();
    cursor ahead = at;
    const std::string_view key = ahead.name();
    const bool keyed = !key.empty() && ahead.peek() == '=';
    if (keyed) {
      ahead.take('=');
      arg.key = key;
      at = ahead;
    }
    TAPER_TRY(v, at.any_value());
    arg.is = std::move(v);
    const bool opens =
        keyed ? is_modifier_name(arg.key) && !(out.size() == 1 && is_own_parameter(out.front().name, arg.key))
              : arg.is.is == value::kind::word && is_modifier_name(arg.is.word);
    if (opens) {
      call next;
      next.at = arg.at;
      next.name = keyed ? arg.key : arg.is.word;
      if (keyed) {
        arg.key.clear();
        arg.at = arg.is.at;
        const bool nothing = arg.is.is == value::kind::text && arg.is.word.empty();
        if (!nothing) next.arguments.push_back(std::move(arg));
      }
      next.end = at.where();
      out.push_back(std::move(next));
    } else {
      out.back().arguments.push_back(std::move(arg));
      out.back().end = at.where();
    }
    if (out.size() > 64) return fail(errc::too_large, "more than 64 modifiers", at.where());
  }
}

}  // namespace taper::syntax
