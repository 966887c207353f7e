// taper export: a schedule as short code for other languages and frameworks.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "options.hpp"
#include "taper/export.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

struct export_request {
  schedule_options what;
  std::string to;
  std::string output;
  bool runtime_total = false;
};

/// Without --steps: exports a schedule that needs no length.
result<int> export_without_length(const export_request& o, export_options how) {
  TAPER_TRY(s, read_endless("export", o.what));
  if (o.runtime_total)
    return failed(errc::conflict, "--runtime-total makes the length an argument; this schedule needs none", "omit it");
  how.length = run_length::none;
  TAPER_TRY(code, in_text(s.spec, export_code(s.rates, how)));
  return deliver(o.output, code);
}

result<int> export_schedule(const export_request& o) {
  TAPER_TRY(target, find_export_target(o.to));
  const export_options how{.target = target, .length = o.runtime_total ? run_length::argument : run_length::fixed};
  if (o.what.steps.empty()) return export_without_length(o, how);
  TAPER_TRY(s, read_one_schedule("export", o.what));
  TAPER_TRY(code, in_text(s.spec, export_code(s.bound, how)));
  return deliver(o.output, code);
}

}  // namespace

action add_export(CLI::App& verb) {
  auto o = std::make_shared<export_request>();
  o->what.add_to(verb, 1, schedule_options::length::may_be_left_out);
  std::vector<std::string> names;
  std::string help = "what to write:";
  for (const export_target_info& t : export_targets) {
    names.emplace_back(t.name);
    help += "\n  " + std::string(t.name) + std::string(9 - t.name.size(), ' ') + std::string(t.summary);
  }
  verb.add_option("--to", o->to, help)->required()->type_name("TARGET")->check(one_of(names));
  verb.add_flag_callback(
      "--targets",
      [] {
        for (const export_target_info& t : export_targets) std::cout << t.name << '\t' << t.summary << '\n';
        throw CLI::Success();
      },
      "list the targets, one per line: name, output");
  verb.add_flag("--runtime-total", o->runtime_total, "make the length an argument: learning_rate(step, total)");
  add_output(verb, o->output, "output file, written atomically");
  return [o] { return export_schedule(*o); };
}

}  // namespace taper::cli
