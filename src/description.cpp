// Describes a schedule: its formula, its native form. Writes taper.show/1.
#include "taper/description.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "json/writer.hpp"
#include "taper/endless.hpp"
#include "taper/libraries.hpp"
#include "taper/node.hpp"
#include "taper/notation.hpp"
#include "taper/print.hpp"
#include "taper/text.hpp"

namespace taper {

namespace {

/// A piecewise constant schedule as a sequence of constants; empty for others, or if there are many pieces.
std::string as_constants(const schedule& s, std::uint64_t steps) {
  const result<run> r = s.bind(steps);
  std::string parts;
  std::string at;
  std::size_t levels = 0;
  for (std::uint64_t t = 0; r && t < steps; ++t) {
    const double rate = (*r)(t);
    if (t > 0 && rate == (*r)(t - 1)) continue;
    if (!(rate > 0.0) || ++levels > 12) return {};
    parts += std::string(t > 0 ? ", " : "") + "constant | peak(" + print_number(rate) + ")";
    if (t > 0) at += (levels > 2 ? ", " : "") + std::to_string(t);
  }
  if (levels < 2) return parts;
  return "sequence([" + parts + "], at=[" + at + "])";
}

/// The largest number of steps in the value of an argument.
double most_steps_in(const written_value& v, libraries::takes parameter) {
  using libraries::takes;
  if (parameter != takes::steps && parameter != takes::all_steps && parameter != takes::pairs) return 0.0;
  if (v.is == written_value::kind::number) return v.percent ? 0.0 : v.number;
  double most = 0.0;
  for (const written_value& one : v.list) most = std::max(most, most_steps_in(one, parameter));
  return most;
}

/// The assumed length for a schedule without one: 1000 steps, times ten until it exceeds every argument.
std::uint64_t assumed_length(const library_schedule& s) {
  double most = 0.0;
  for (const auto& [parameter, value] : s.given()) most = std::max(most, most_steps_in(*value, parameter->kind));
  std::uint64_t out = 1000;
  while (static_cast<double>(out) <= most && out < 1'000'000) out *= 10;
  return out;
}

/// The translation over the length that an argument gives: it is the same over any other run, and percentages refer to it.
template <class Words>
std::optional<translation> over_given_length(const library_schedule& s, const Words& words) {
  constexpr double longest = 1e15;
  for (const auto& [parameter, value] : s.given()) {
    const double steps = most_steps_in(*value, parameter->kind);
    if (!(steps >= 1.0) || steps > longest) continue;
    const auto length = static_cast<std::uint64_t>(steps);
    std::optional<translation> exact = words(length);
    const std::optional<translation> longer = words(length + 1);
    if (exact && longer && exact->steps == length && longer->steps == length) return exact;
  }
  return std::nullopt;
}

}  // namespace

std::string description::native_over_steps() const { return native + "   over " + std::to_string(steps) + " steps"; }

description description_of(const schedule& s) {
  const family_info& window = s.shape.info();
  if (!s.root) {
    description out{std::string(window.name), std::string(window.formula), std::string(window.source)};
    out.needs_length = !length_needed(s.with, out.name, nullptr);
    return out;
  }
  if (const operation* op = s.root->combined()) {
    const std::string_view formula = std::visit([](const auto& is) { return is.info.formula; }, *op);
    description out{s.root->name(), std::string(formula), "a combined schedule"};
    out.combined = true;
    out.needs_length = !length_needed(s.with, out.name, s.root.get());
    return out;
  }
  const library_schedule& of = *s.root->library();
  description out{of.name(), std::string(of.row->formula), std::string(of.of->title)};
  out.needs_length = !length_needed(s.with, out.name, s.root.get());
  const auto words = [&](std::uint64_t steps) {
    return s.root->as_native_schedule({steps, {}, s.with.peak ? std::optional(s.with.peak->lr) : std::nullopt});
  };
  if (const std::optional<translation> own = over_given_length(of, words)) {
    out.native = print(own->is);
    out.steps = own->steps;
    return out;
  }
  const std::uint64_t length = assumed_length(of);
  if (const std::optional<translation> own = words(length)) {
    const std::optional<translation> longer = words(2 * length);
    if (!longer || longer->steps != own->steps) out.assumed = length;
    out.native = print(own->is);
    out.steps = own->steps;
  } else {
    out.native = as_constants(s, length);
    out.steps = out.assumed = length;
  }
  return out;
}

std::string show_json(std::string_view spec, const schedule& s) {
  const description is = description_of(s);
  json::builder out('{');
  out.put("schema", "taper.show/1").put("spec", spec).put("canonical", print(s));
  out.put("twin", print_compact(s)).raw("json", print_json(s));  // twin is the key of taper.show/1
  out.put("cpp", print_cpp(s)).put("python", print_python(s)).put("family", is.name).put("formula", is.formula);
  out.put("needs_length", is.needs_length);
  if (!s.root) return out.done();
  if (is.native.empty()) return out.raw("native", "null").done();
  out.put("native", is.native_over_steps()).put("native_steps", is.steps);
  out.put("assumed_length", is.assumed == 0 ? std::nullopt : std::optional(is.assumed));
  return out.done();
}

}  // namespace taper
