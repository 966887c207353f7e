// taper show: one schedule in every spelling.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "options.hpp"
#include "src/json/writer.hpp"
#include "support/indented_json.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

struct show_options {
  std::vector<std::string> specs;
  bool json = false;
};

/// Quotes a text for a shell: unchanged, or in single quotes if it has characters that a shell interprets.
std::string for_shell(const std::string& text) {
  return text.find_first_of(" |()[]{}&;<>$`\\\"*?!~#") == std::string::npos ? text : "'" + text + "'";
}

/// Name, formula and source of a schedule: of its window, or of the row of its library.
struct described {
  std::string name;
  std::string formula;
  std::string source;
  std::string native;         ///< native form of a library schedule
  std::uint64_t steps = 0;    ///< length of the native form
  std::uint64_t assumed = 0;  ///< run length assumed for a schedule without a length; 0 if none is assumed
};

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
    parts += (t > 0 ? ", " : "") + fmt::format("constant | peak({})", print_number(rate));
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

described description_of(const schedule& s) {
  const family_info& window = s.shape.info();
  if (!s.root) return {std::string(window.name), std::string(window.formula), std::string(window.source), {}};
  if (const operation* op = s.root->combined()) {
    const std::string_view formula = std::visit([](const auto& is) { return is.info.formula; }, *op);
    return {s.root->name(), std::string(formula), "a combined schedule", {}};
  }
  const library_schedule& of = *s.root->library();
  described out{of.name(), std::string(of.row->formula), std::string(of.of->title), {}};
  const auto words = [&](std::uint64_t steps) {
    return s.root->as_native_schedule({steps, {}, s.with.peak ? std::optional(s.with.peak->lr) : std::nullopt});
  };
  const std::uint64_t length = assumed_length(of);
  if (std::optional<translation> own = words(length)) {
    // a length in the schedule does not depend on that of the run; percentages then refer to it
    const std::optional<translation> longer = words(2 * length);
    if (!longer || longer->steps != own->steps) out.assumed = length;
    const std::optional<translation> exact = words(own->steps);
    if (out.assumed == 0 && exact && exact->steps == own->steps) own = exact;
    out.native = print(own->is);
    out.steps = own->steps;
  } else {
    out.native = as_constants(s, length);
    out.steps = out.assumed = length;
  }
  return out;
}

std::string over_steps(const described& is) { return fmt::format("{}   over {} steps", is.native, is.steps); }

std::string in_words(const described& is) {
  if (is.assumed == 0) return over_steps(is);
  const std::string run = is.assumed == is.steps ? "" : fmt::format("of a run of {}, ", is.assumed);
  return over_steps(is) + "   (" + run + "an assumed length: the schedule does not give one)";
}

void add_native(taper::json::builder& out, const described& is) {
  if (is.native.empty()) {
    out.raw("native", "null");
    return;
  }
  out.put("native", over_steps(is)).put("native_steps", is.steps);
  out.put("assumed_length", is.assumed == 0 ? std::nullopt : std::optional(is.assumed));
}

/// taper.show/1 of one schedule.
std::string show_json(const std::string& spec, const schedule& s, const described& is, bool needs_length) {
  taper::json::builder out('{');
  out.put("schema", "taper.show/1")
      .put("spec", spec)
      .put("canonical", print(s))
      .put("twin", print_compact(s))  // the key of taper.show/1
      .raw("json", print_json(s))
      .put("cpp", print_cpp(s))
      .put("python", print_python(s))
      .put("family", is.name)
      .put("formula", is.formula)
      .put("needs_length", needs_length);
  if (s.root) add_native(out, is);
  return out.done();
}

result<int> show(const show_options& o) {
  TAPER_TRY(texts, read_specs(o.specs));
  std::string out;
  taper::json::builder all('[');
  for (const std::string& spec : texts) {
    TAPER_TRY(s, in_text(spec, parse(spec)));
    const described is = description_of(s);
    const bool needs_length = !length_needed(s.with, is.name, s.root.get());
    if (o.json) {
      all.raw(show_json(spec, s, is, needs_length));
      continue;
    }
    out += fmt::format("{}\n  shell    {}\n  json     {}\n  c++      {}\n  python   {}\n  {:<8} {}   ({})\n", print(s),
                       for_shell(print_compact(s)), print_json(s), print_cpp(s), print_python(s),
                       s.root ? "formula" : "window", is.formula, is.source);
    if (!needs_length) out += "  length   none needed: eval and export work without --steps\n";
    if (!s.root || s.root->combined() != nullptr) continue;
    out +=
        fmt::format("  native   {}\n",
                    is.native.empty() ? "no built-in window matches exactly; judged from sampled rates" : in_words(is));
  }
  return deliver({}, o.json ? support::indented(all.done()) + "\n" : out);
}

}  // namespace

action add_show(CLI::App& verb) {
  auto o = std::make_shared<show_options>();
  verb.add_option("SPEC", o->specs, "schedules, or - for one per line on stdin")->required()->type_name("");
  add_json(verb, o->json);
  return [o] { return show(*o); };
}

}  // namespace taper::cli
