// taper check: faults and verdict, and the test of an intended acceptance ratio.
#include <CLI/CLI.hpp>
#include <charconv>
#include <memory>

#include "check_report.hpp"
#include "curve_file.hpp"
#include "options.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

struct check_request {
  schedule_options what;
  verdict_options how;
  std::optional<std::string> beta;
  std::string fail_on = "fault";
  bool json = false;
};

/// --beta: a number, or the second column of a file with a row for each step.
result<std::vector<double>> read_beta(const std::string& text) {
  double v = 0.0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), v);
  if (code == std::errc{} && end == text.data() + text.size()) return std::vector<double>{v};
  if (text.empty() || text.ends_with('%'))
    return failed(errc::out_of_range, "--beta must be a number in (0, 1] or a file, got '" + text.substr(0, 40) + "'");
  const result<curve> rows = read_curve_file(text);
  if (!rows) return rows.error();
  for (std::size_t k = 0; k < rows->x.size(); ++k) {
    if (rows->x[k] == static_cast<double>(k)) continue;
    return failed(errc::out_of_range,
                  text + ": row " + std::to_string(k + 1) + " must be step " + std::to_string(k) + ", got " +
                      print_number(rows->x[k]),
                  "--beta FILE has a row for each step of the run: step,beta");
  }
  return rows->y;
}

int check_all(const check_request& o) {
  bound_schedules given = read_schedules("check", o.what);
  if (given.exit_status != done) return given.exit_status;
  const result<batch_clock> batched = o.what.batching.read();  // it was read once already
  const result<std::optional<amount>> data = o.what.batching.data_seen();
  if (!data) return complain("check", data.error());
  const check_options how = o.how.chosen();
  std::vector<double> beta;
  if (o.beta) {
    result<std::vector<double>> read = read_beta(*o.beta);
    if (!read) return complain("check", read.error());
    beta = *std::move(read);
  }
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
    std::optional<acceptance_test> acceptance;
    if (!beta.empty()) {
      const result<acceptance_test> tested = test_acceptance(s.bound, beta, how.delta);
      if (!tested) return complain("check", tested.error(), s.spec);
      acceptance = *tested;
    }
    const cosine_baseline against = cosine_baseline_of(s.bound);
    const bool breaks = report->verdict == verdict::violating || (acceptance && !acceptance->holds);
    failed_check =
        failed_check || (o.fail_on != "never" && !report->faults.empty()) || (o.fail_on == "violating" && breaks);
    if (o.json) {
      all.push_back(check_json(s.spec, s.bound, *report, against));
      if (acceptance) all.back()["acceptance"] = acceptance_json(*acceptance);
    } else {
      text +=
          (text.empty() ? "" : "\n") + check_text(print(s.parsed), s.bound, *report, against, how, look, acceptance);
    }
  }
  const int delivered = deliver("check", {}, o.json ? all.dump(2) + "\n" : text);
  return delivered != done ? delivered : failed_check ? fault_found : done;
}

}  // namespace

void add_check(CLI::App& verb, program& p) {
  auto o = std::make_shared<check_request>();
  o->what.add_to(verb);
  o->how.add_to(verb);
  verb.add_option("--beta", o->beta,
                  "test the acceptance ratio Phi(t+1) >= beta Phi(t): a number in (0, 1], or a file step,beta")
      ->type_name("B|FILE");
  verb.add_option("--fail-on", o->fail_on,
                  "when to exit 1: on a fault; on a fault, a violating verdict or a broken --beta; never")
      ->type_name("fault|violating|never")
      ->check(one_of({"fault", "violating", "never"}))
      ->capture_default_str();
  add_json(verb, o->json);
  verb.callback([o, &p] { p.exit_status = check_all(*o); });
}

}  // namespace taper::cli
