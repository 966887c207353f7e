// taper show: one schedule in every spelling.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "options.hpp"
#include "src/json/writer.hpp"
#include "support/indented_json.hpp"
#include "taper/description.hpp"
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

std::string in_words(const description& is) {
  const std::string words = is.native_over_steps();
  if (is.assumed == 0) return words;
  const std::string run = is.assumed == is.steps ? "" : fmt::format("of a run of {}, ", is.assumed);
  return words + "   (" + run + "an assumed length: the schedule does not give one)";
}

result<int> show(const show_options& o) {
  TAPER_TRY(texts, read_specs(o.specs));
  std::string out;
  taper::json::builder all('[');
  for (const std::string& spec : texts) {
    TAPER_TRY(s, in_text(spec, parse(spec)));
    if (o.json) {
      all.raw(show_json(spec, s));
      continue;
    }
    const description is = description_of(s);
    out += fmt::format("{}\n  shell    {}\n  json     {}\n  c++      {}\n  python   {}\n  {:<8} {}   ({})\n", print(s),
                       for_shell(print_compact(s)), print_json(s), print_cpp(s), print_python(s),
                       s.root ? "formula" : "window", is.formula, is.source);
    if (!is.needs_length) out += "  length   none needed: eval and export work without --steps\n";
    if (!s.root || is.combined) continue;
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
