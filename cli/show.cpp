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

int show(const show_options& o) {
  spec_texts texts = read_specs("show", o.specs);
  if (texts.exit_status != done) return texts.exit_status;
  std::string out;
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const std::string& spec : texts.all) {
    const result<schedule> s = parse(spec);
    if (!s) return complain("show", s.error(), spec);
    const auto family = std::string(s->shape.info().name);
    if (o.json) {
      all.push_back({{"schema", "taper.show/1"},
                     {"spec", spec},
                     {"canonical", print(*s)},
                     {"twin", print_twin(*s)},
                     {"json", nlohmann::ordered_json::parse(print_json(*s))},
                     {"cpp", print_cpp(*s)},
                     {"python", print_python(*s)},
                     {"family", family},
                     {"formula", s->shape.info().formula}});
      continue;
    }
    out += fmt::format("{}\n  shell    {}\n  json     {}\n  c++      {}\n  python   {}\n  {:<8} {}   ({})\n", print(*s),
                       print_twin(*s), print_json(*s), print_cpp(*s), print_python(*s), "window",
                       s->shape.info().formula, s->shape.info().source);
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
