// taper check: faults and verdict, and the test of an intended acceptance ratio.
#include <CLI/CLI.hpp>
#include <charconv>
#include <memory>

#include "check_report.hpp"
#include "curve_file.hpp"
#include "json_text.hpp"
#include "options.hpp"
#include "src/json/writer.hpp"
#include "support/indented_json.hpp"
#include "taper/text.hpp"
#include "taper/verdict/check_json.hpp"
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
    return failed(errc::out_of_range, "--beta must be a number in (0, 1] or a file, got " + echoed(text));
  TAPER_TRY(rows, read_curve_file(text));
  for (std::size_t k = 0; k < rows.x.size(); ++k) {
    if (rows.x[k] == static_cast<double>(k)) continue;
    return failed(errc::out_of_range,
                  text + ": row " + std::to_string(k + 1) + " must be step " + std::to_string(k) + ", got " +
                      print_number(rows.x[k]),
                  "--beta FILE has a row for each step of the run: step,beta");
  }
  return rows.y;
}

result<int> check_all(const check_request& o) {
  TAPER_TRY(given, read_schedules(o.what));
  TAPER_TRY(batched, o.what.batching.read());
  TAPER_TRY(data, o.what.batching.data_seen());
  const check_options how = o.how.chosen();
  std::vector<double> beta;
  if (o.beta) {
    TAPER_TRY(read, read_beta(*o.beta));
    beta = std::move(read);
  }
  const style look;
  taper::json::builder all('[');
  std::string text;
  bool failed_check = false;
  for (const bound_schedule& s : given) {
    TAPER_TRY(report, in_text(s.spec, check(s.bound, how)));
    report.add(unit_mistakes(s.bound, batched, data));
    std::optional<acceptance_test> acceptance;
    if (!beta.empty()) {
      TAPER_TRY(tested, in_text(s.spec, test_acceptance(s.bound, beta, how.delta)));
      acceptance = tested;
    }
    const cosine_baseline against = cosine_baseline_of(s.bound);
    const bool breaks = report.verdict == verdict::violating || (acceptance && !acceptance->holds);
    failed_check =
        failed_check || (o.fail_on != "never" && !report.faults.empty()) || (o.fail_on == "violating" && breaks);
    if (o.json) {
      taper::json::builder one = taper::json::builder::continued(check_json(s.spec, s.bound, report, against));
      if (acceptance) one.raw("acceptance", json_text(acceptance_json(*acceptance), -1));
      all.raw(one.done());
    } else {
      text += (text.empty() ? "" : "\n") + check_text(print(s.parsed), s.bound, report, against, how, look, acceptance);
    }
  }
  TAPER_CHECK(deliver({}, o.json ? support::indented(all.done()) + "\n" : text));
  return failed_check ? fault_found : done;
}

}  // namespace

action add_check(CLI::App& verb) {
  auto o = std::make_shared<check_request>();
  o->what.add_to(verb);
  o->how.add_to(verb);
  verb.add_option("--beta", o->beta,
                  "test the acceptance ratio Phi(t+1) >= beta Phi(t): a number in (0, 1], or a file step,beta")
      ->type_name("B|FILE");
  verb.add_option("--fail-on", o->fail_on,
                  "when to exit 1: on a fault; on a fault, a violating verdict or a violated --beta; never")
      ->type_name("fault|violating|never")
      ->check(one_of({"fault", "violating", "never"}))
      ->capture_default_str();
  add_json(verb, o->json);
  return [o] { return check_all(*o); };
}

}  // namespace taper::cli
