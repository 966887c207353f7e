// taper lab table DIR.
#include <CLI/CLI.hpp>
#include <memory>

#include "render/terminal.hpp"
#include "report/runs.hpp"
#include "report/summary.hpp"
#include "report/table.hpp"
#include "verbs/output.hpp"
#include "verbs/program.hpp"
#include "verbs/verbs.hpp"

namespace taper::lab {
namespace {

struct table_options {
  std::string runs, output;
  bool json = false, csv = false;
};

std::string wrapped(const char* code, const std::string& text) {
  if (render::terminal_ink(1) == render::ink::plain) return text;
  return std::string("\033[") + code + "m" + text + "\033[0m";
}
std::string bold(const std::string& text) { return wrapped("1", text); }
std::string dim(const std::string& text) { return wrapped("2", text); }

result<int> print_table(const table_options& o) {
  TAPER_TRY(set, read_runs(o.runs));
  for (const std::string& b : set.broken) std::fprintf(stderr, "taper-lab table: skipped: %s\n", b.c_str());
  const std::vector<experiment_summary> all = summarize(set);
  std::string out;
  if (o.json) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const experiment_summary& e : all) rows.push_back(table_json(e));
    out = rows.dump(2) + "\n";
  } else if (o.csv) {
    out = table_csv(all);
  } else {
    for (const experiment_summary& e : all)
      out += (out.empty() ? "" : "\n") + table_text(e, {.bold = bold, .dim = dim});
    if (!set.unfinished.empty())
      out += "\n" + std::to_string(set.unfinished.size()) + " unfinished runs were skipped\n";
  }
  return deliver(o.output, out);
}

}  // namespace

action add_table(CLI::App& verb) {
  auto o = std::make_shared<table_options>();
  verb.add_option("runs", o->runs, "folder of runs, or a file with one result on each line")
      ->required()
      ->type_name("DIR|FILE");
  CLI::Option* json = verb.add_flag("--json", o->json, "as JSON (taper.lab.table/1)");
  verb.add_flag("--csv", o->csv, "as CSV, one row per schedule")->excludes(json);
  verb.add_option("-o,--output", o->output, "file instead of stdout")->type_name("FILE");
  return [o] { return print_table(*o); };
}

}  // namespace taper::lab
