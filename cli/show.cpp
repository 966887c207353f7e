// taper show: one schedule in every spelling.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "options.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

struct show_options {
  std::vector<std::string> specs;
  bool json = false;
};

/// A text as a shell takes it: as it is, or in single quotes where it has characters that a shell would touch.
std::string for_shell(const std::string& text) {
  return text.find_first_of(" |()[]{}&;<>$`\\\"*?!~#") == std::string::npos ? text : "'" + text + "'";
}

/// What the schedule is, and its formula: of its window, or of another library's row.
struct described {
  std::string name;
  std::string formula;
  std::string source;
  std::string own_words;  ///< of another library's schedule, over a run of 1000 steps unless it has a length of its own
};

/// A schedule that only jumps, as a sequence of constants; empty where it does more than that, or jumps often.
std::string as_constants(const schedule& s, std::uint64_t steps) {
  const result<run> r = s.bind(steps);
  std::string parts;
  std::string at;
  std::size_t levels = 0;
  for (std::uint64_t t = 0; r && t < steps; ++t) {
    const double rate = (*r)(t);
    if (t > 0 && rate == (*r)(t - 1)) continue;
    if (!(rate > 0.0) || ++levels > 12) return {};
    parts += (t > 0 ? ", " : "") + fmt::format("\"constant | peak({})\"", print_number(rate));
    if (t > 0) at += (levels > 2 ? ", " : "") + std::to_string(t);
  }
  if (levels < 2) return levels == 0 ? "" : parts.substr(1, parts.size() - 2);
  return "sequence([" + parts + "], at=[" + at + "])";
}

described description_of(const schedule& s) {
  const family_info& window = s.shape.info();
  if (!s.with.rule) return {std::string(window.name), std::string(window.formula), std::string(window.source), {}};
  const std::string name = s.with.rule->spelled().name;
  const libraries::found_entry what = libraries::find(name);
  described out{name, std::string(what.row->formula), std::string(what.of->title), {}};
  if (out.source.empty()) out.source = "a schedule of schedules";
  const auto own = s.with.rule->in_own_words({1000, {}, s.with.peak ? std::optional(s.with.peak->lr) : std::nullopt});
  if (own) {
    out.own_words = own->spec + "   over " + std::to_string(own->steps) + " steps";
  } else if (!what.of->name.empty()) {
    out.own_words = as_constants(s, 1000);
    if (!out.own_words.empty()) out.own_words += "   over 1000 steps";
  }
  return out;
}

int show(const show_options& o) {
  spec_texts texts = read_specs("show", o.specs);
  if (texts.exit_status != done) return texts.exit_status;
  std::string out;
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const std::string& spec : texts.all) {
    const result<schedule> s = parse(spec);
    if (!s) return complain("show", s.error(), spec);
    const described is = description_of(*s);
    if (o.json) {
      all.push_back({{"schema", "taper.show/1"},
                     {"spec", spec},
                     {"canonical", print(*s)},
                     {"twin", print_twin(*s)},
                     {"json", nlohmann::ordered_json::parse(print_json(*s))},
                     {"cpp", print_cpp(*s)},
                     {"python", print_python(*s)},
                     {"family", is.name},
                     {"formula", is.formula}});
      if (s->with.rule && is.own_words.empty()) all.back()["own_words"] = nullptr;
      if (s->with.rule && !is.own_words.empty()) all.back()["own_words"] = is.own_words;
      continue;
    }
    out += fmt::format("{}\n  shell    {}\n  json     {}\n  c++      {}\n  python   {}\n  {:<8} {}   ({})\n", print(*s),
                       for_shell(print_twin(*s)), print_json(*s), print_cpp(*s), print_python(*s),
                       s->with.rule ? "formula" : "window", is.formula, is.source);
    if (!s->with.rule || is.source == "a schedule of schedules") continue;
    out += fmt::format("  ours     {}\n", is.own_words.empty()
                                              ? "no window of ours is exactly this: it is judged by its rates"
                                              : is.own_words);
  }
  return deliver("show", {}, o.json ? all.dump(2) + "\n" : out);
}

}  // namespace

void add_show(CLI::App& verb, program& p) {
  auto o = std::make_shared<show_options>();
  verb.add_option("SPEC", o->specs, "schedules, or - for one a line on stdin")->required()->type_name("");
  add_json(verb, o->json);
  verb.callback([o, &p] { p.exit_status = show(*o); });
}

}  // namespace taper::cli
