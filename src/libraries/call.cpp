// A schedule of a library: made from a call, bound, translated, its findings; and inner schedules.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "check_value.hpp"
#include "row.hpp"
#include "taper/schedule.hpp"
#include "taper/text.hpp"

namespace taper::libraries {

namespace {

/// Fills in defaults and converts amounts of time to whole steps.
result<arguments> settled(std::span<const parameter_row> rows, const given_values& values, const setting& in) {
  given_values out;
  for (std::size_t k = 0; k < values.size(); ++k) {
    TAPER_TRY(v, resolved(values[k] ? *values[k] : rows[k].fallback.value(), rows[k], in));
    out.emplace_back(std::move(v));
  }
  return arguments(rows, std::move(out));
}

setting setting_of(const library_schedule& s, const binding& to) {
  return {to.peak ? *to.peak : s.of->default_base, to.steps, to.timing, to.peak.has_value()};
}

result<arguments> settled(const library_schedule& s, const binding& to) {
  return settled(s.row->parameters, s.arguments, setting_of(s, to));
}

/// The names of rows, in a sentence.
template <class Row>
std::string named(const std::string& begin, std::span<const Row> rows) {
  std::string out;
  for (const Row& row : rows) out += (out.empty() ? begin : ", ") + std::string(row.name);
  return out;
}

error unknown_name(const written_call& call, std::size_t at) {
  const std::string_view name = call.name;
  const std::vector<std::string> all = names();
  std::string hint;
  const std::string_view head = name.substr(0, name.find('.'));
  std::vector<std::string_view> views(all.begin(), all.end());
  if (const auto of = std::ranges::find(catalogue(), head, &library::name); of != catalogue().end()) {
    hint = shortened(named(std::string(head) + " has ", of->entries), 400);
  } else {
    hint = named("the libraries are ", catalogue());
  }
  return unknown_word("unknown schedule " + echoed(name), at, nearest_name(name, views), hint);
}

/// An inner schedule, if it is allowed there.
result<const library_schedule*> allowed_inside(const node& inner, const library& from, std::string_view allowed) {
  const library_schedule* of = inner.library();
  const bool same = of != nullptr && of->of->name == from.name;
  if (!same || (!allowed.empty() &&
                (" " + std::string(allowed) + " ").find(" " + std::string(of->row->name) + " ") == std::string::npos)) {
    return conflict(inner.name() + " is not allowed here: " +
                    (allowed.empty() ? "a schedule of " + std::string(from.name) : "one of " + std::string(allowed)));
  }
  return of;
}

}  // namespace

made_rule bind(const library_schedule& s, const binding& to) {
  TAPER_TRY(given, settled(s, to));
  return s.row->how->make(given, setting_of(s, to));
}

std::optional<translation> as_native_schedule(const library_schedule& s, const binding& to) {
  if (s.row->how->translate == nullptr) return std::nullopt;
  const result<arguments> given = settled(s, to);
  if (!given || !s.row->how->make(*given, setting_of(s, to))) return std::nullopt;
  return s.row->how->translate(*given, setting_of(s, to));
}

std::vector<taper::finding> findings_of(const library_schedule& s, const binding& to) {
  std::vector<taper::finding> out;
  const result<arguments> given = settled(s, to);
  if (!given) return out;
  if (s.row->how->find_in != nullptr) s.row->how->find_in(*given, setting_of(s, to), out);
  if (to.peak && s.row->base == base_rate::ignored) {
    note(out, "peak-ignored", std::nullopt,
         s.name() + " sets its own rates; the optimizer's base rate, peak(" + print_number(*to.peak) +
             "), has no effect");
  }
  return out;
}

result<node_ref> make(const written_call& call, std::size_t at, std::size_t end, const inner_reader& read) {
  const found_entry what = find(call.name);
  if (what.row == nullptr) return unknown_name(call, at);
  TAPER_TRY(values, check_arguments(call, what.row->parameters, end, read));
  return node::make(library_schedule{what.of, what.row, std::move(values)}, at);
}

result<nested_call> nested(const written_value& one, const library& from, std::string_view allowed, const setting& in) {
  TAPER_TRY(what, allowed_inside(*one.inner->is.root, from, allowed));
  TAPER_TRY(given, settled(what->row->parameters, what->arguments, in));
  return nested_call{what->row, std::move(given)};
}

made_rule nested_rates(const written_value& one, const library& from, std::string_view allowed, const setting& in) {
  TAPER_TRY(what, allowed_inside(*one.inner->is.root, from, allowed));
  const bool has_base = what->row->base != base_rate::absent;
  return bind(*what, {in.steps, in.timing, has_base ? std::optional(in.base) : std::nullopt});
}

}  // namespace taper::libraries
