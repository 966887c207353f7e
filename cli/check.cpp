// taper check: faults and verdict.
#include <CLI/CLI.hpp>
#include <memory>

#include "check_report.hpp"
#include "options.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

struct check_options {
  schedule_options what;
  judgement_options how;
  std::string fail_on = "fault";
  bool json = false;
};

int check_all(const check_options& o) {
  bound_schedules given = read_schedules("check", o.what);
  if (given.exit_status != done) return given.exit_status;
  const result<batch_clock> batched = o.what.batching.read();  // it was read once already
  const result<std::optional<amount>> data = o.what.batching.data_seen();
  if (!data) return complain("check", data.error());
  const judgement how = o.how.chosen();
  const style look;
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  std::string text;
  bool failed_check = false;
  for (const bound_schedule& s : given.all) {
    result<check_report> report = check(s.bound, how);
    if (!report) return complain("check", report.error(), s.spec);
    unit_findings units = unit_mistakes(s.bound, *batched, *data);
    report->faults.insert(report->faults.end(), units.faults.begin(), units.faults.end());
    report->notes.insert(report->notes.end(), units.notes.begin(), units.notes.end());
    const footing against = footing_of(s.bound);
    failed_check = failed_check || (o.fail_on != "never" && !report->faults.empty()) ||
                   (o.fail_on == "violating" && report->verdict == verdict::violating);
    if (o.json)
      all.push_back(check_json(s.spec, s.bound, *report, against));
    else
      text += (text.empty() ? "" : "\n") + check_text(print(s.parsed), s.bound, *report, against, how, look);
  }
  const int delivered = deliver("check", {}, o.json ? all.dump(2) + "\n" : text);
  return delivered != done ? delivered : failed_check ? fault_found : done;
}

}  // namespace

void add_check(CLI::App& verb, program& p) {
  auto o = std::make_shared<check_options>();
  o->what.add_to(verb);
  o->how.add_to(verb);
  verb.add_option("--fail-on", o->fail_on, "when to exit 1: on a fault, on a fault or a violating verdict, never")
      ->type_name("fault|violating|never")
      ->check(one_of({"fault", "violating", "never"}))
      ->capture_default_str();
  add_json(verb, o->json);
  verb.callback([o, &p] { p.exit_status = check_all(*o); });
}

}  // namespace taper::cli
