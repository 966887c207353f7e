// taper inspect: recovers the schedule of a training log and reports faults.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "check_report.hpp"
#include "inspect_report.hpp"
#include "log_file.hpp"
#include "options.hpp"
#include "picture.hpp"
#include "reports/command.hpp"
#include "reports/inspect_figure.hpp"
#include "requested.hpp"
#include "src/json/writer.hpp"
#include "support/indented_json.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

struct inspect_options {
  std::vector<std::string> logs;
  requested_options requested;
  read_options reading;
  std::string fail_on = "fault";
  std::string output;
  bool json = false;
};

struct outcome {
  std::vector<std::string> all;  ///< the reports as JSON
  std::string text;
  bool faulty = false;
  int status = done;
};

// A verdict takes milliseconds: of a file with thousands of trainings the first ones have it.
constexpr std::size_t most_verdicts = 50;

result<void> inspect_one(const inspect_options& o, const std::string& path, picture_kind kind, outcome& out) {
  const style look;
  TAPER_TRY(log, read_log_at(path, o.reading));
  std::vector<log_report> reports = inspect(log);
  TAPER_CHECK(one_row_only(path, log));
  for (std::size_t i = 0; i < reports.size(); ++i) {
    inspected one = i < most_verdicts ? examine(log.series[i], reports[i]) : inspected{log.series[i], reports[i]};
    TAPER_CHECK(compare_with_request(o.requested, log, reports[i], one));
    out.faulty = out.faulty || !one.report.faults.empty();
    if (o.json)
      out.all.push_back(inspect_json(one));
    else
      out.text += (out.text.empty() ? "" : "\n") + inspect_text(one, look);
    if (i > 0 || o.output.empty() || kind == picture_kind::terminal) continue;
    const render::figure f = reports::inspect_figure(one);
    TAPER_CHECK(deliver_picture(o.output, f, reports::inspect_page(one, f, reports::command_of)));
  }
  if (!o.json && reports.size() > most_verdicts)
    out.text += "\n" + fmt::format("{} series: the verdicts are those of the first {}; taper check judges the others\n",
                                   reports.size(), most_verdicts);
  return {};
}

result<int> inspect_all(const inspect_options& o) {
  TAPER_TRY(kind, picture_kind_of(o.output));
  if (!o.output.empty() && o.logs.size() > 1) {
    return failed(errc::conflict, "one picture shows one log, got " + std::to_string(o.logs.size()),
                  "run it once for each log");
  }
  outcome out;
  for (const std::string& path : o.logs) {
    result<void> read = inspect_one(o, path, kind, out);
    if (!read && o.logs.size() == 1) return read.error();
    if (!read) out.status = std::max(out.status, complain("inspect", read.error()));  // the other logs are still read
  }
  // One log with one series is one object; several are an array.
  const bool single = o.logs.size() == 1 && out.all.size() == 1;
  taper::json::builder array('[');
  for (const std::string& one : out.all) array.raw(one);
  if (o.json || !out.text.empty())
    TAPER_CHECK(deliver({}, o.json ? support::indented(single ? out.all.front() : array.done()) + "\n" : out.text));
  if (out.faulty && o.fail_on != "never") out.status = std::max<int>(out.status, fault_found);
  return out.status;
}

std::string format_names() {
  std::string out;
  for (const log_format& f : log_formats()) out += (out.empty() ? "" : ", ") + std::string(f.name);
  return out;
}

}  // namespace

action add_inspect(CLI::App& verb) {
  auto o = std::make_shared<inspect_options>();
  verb.add_option("LOG", o->logs, "training logs, or - for stdin")->required()->type_name("");
  verb.add_option("--format", o->reading.format, "read the log in this format: " + format_names())->type_name("F");
  verb.add_flag_callback(
      "--formats",
      [] {
        for (const log_format& f : log_formats())
          std::cout << f.name << '\t' << f.writes << '\t' << f.recognized << '\t' << f.groups << '\t' << f.looks
                    << '\n';
        throw CLI::Success();
      },
      "list the formats, one per line: name, programs that write it, how it is recognized, groups, a row");
  verb.add_option(
          "--pattern", o->reading.pattern,
          R"x(read any text with a regular expression with named groups, e.g. "step (?<step>\d+).*lr (?<lr>[-+.\deE]+)")x")
      ->type_name("REGEX");
  o->requested.add_to(verb);
  verb.add_option("--fail-on", o->fail_on, "when to exit 1: on a fault, never")
      ->type_name("fault|never")
      ->check(one_of({"fault", "never"}))
      ->capture_default_str();
  add_output(verb, o->output, "picture or page by its extension: .svg, .png, .html");
  add_json(verb, o->json);
  return [o] { return inspect_all(*o); };
}

}  // namespace taper::cli
