// taper inspect: a training log; which schedule it was, what went wrong.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "check_report.hpp"
#include "inspect_report.hpp"
#include "options.hpp"
#include "picture.hpp"
#include "verbs.hpp"

namespace taper::cli {

inspected examine(const log_series& rows, const log_report& report) {
  inspected out{rows, report};
  const log_segment& last = report.last();
  if (!last.spec || last.steps < 2) return out;
  const result<schedule> parsed = parse(*last.spec);
  if (!parsed) return out;
  const result<run> bound = parsed->bind(static_cast<std::uint64_t>(last.steps));
  if (!bound) return out;
  check_options how;
  if (report.delta && report.delta->max > 0.0) how.delta = report.delta->max;
  const result<check_report> checked = check(*bound, how);
  if (!checked) return out;
  out.bound = *bound;
  out.check = *checked;
  return out;
}

namespace {

struct inspect_options {
  std::vector<std::string> logs;
  std::string asked;
  std::string steps;
  read_options reading;
  std::string fail_on = "fault";
  std::string output;
  bool json = false;
};

result<training_log> read_one(const std::string& path, const read_options& reading) {
  if (path != "-") return read_log_file(path, reading);
  read_options from_stdin = reading;
  from_stdin.name = "stdin";
  return read_log(std::cin, from_stdin);
}

// What was asked: a configuration file, a schedule,
// or (without --expected) the arguments that the log itself begins with.
struct asked_for {
  asked_schedule plan;
  std::optional<run> bound;
};

result<std::optional<asked_for>> asked_of(const inspect_options& o, const training_log& log, const log_report& report) {
  asked_for out;
  const std::optional<std::int64_t> planned = log.max_steps             ? log.max_steps
                                              : report.last().steps > 0 ? std::optional(report.last().steps)
                                                                        : std::nullopt;
  if (o.asked.empty()) {
    const std::optional<asked_schedule> own = asked_in(log);
    if (!own) return std::optional<asked_for>();
    out.plan = *own;
  } else if (std::ifstream file(o.asked, std::ios::binary); file) {
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    TAPER_TRY(read, read_asked(text, planned));
    out.plan = read;
  } else {
    out.plan = {"spec", o.asked, planned};
  }
  if (!o.steps.empty()) {
    TAPER_TRY(n, read_count(o.steps, "--steps", 2));
    out.plan.steps = static_cast<std::int64_t>(n);
  }
  TAPER_TRY(parsed, parse(out.plan.spec).transform_error([&](error e) {
    if (o.asked.find_first_of("./") != std::string::npos && o.asked.find('|') == std::string::npos)
      e.hint = "no file " + o.asked + " either";
    return e;
  }));
  if (!out.plan.steps)
    return failed(errc::missing, "the length of the requested schedule is not known", "give --steps");
  TAPER_TRY(bound, parsed.bind(static_cast<std::uint64_t>(*out.plan.steps)));
  out.bound = bound;
  return std::optional(out);
}

// A log with one rate in it is no evidence of any schedule.
result<void> one_row_only(const std::string& path, const training_log& log) {
  if (log.series.front().rates > 1) return {};
  const auto& rows = log.series.front().rows;
  const auto row = std::find_if(rows.begin(), rows.end(), [](const log_row& r) { return r.has_rate(); });
  return failed(errc::unsupported,
                path + ": this " + log.format + " log has one row with a learning rate (" + brief(row->rate) +
                    " at step " + std::to_string(row->step) + "): one rate cannot identify a schedule",
                "give a later copy of the log, or log more often");
}

result<int> inspect_all(const inspect_options& o) {
  TAPER_TRY(kind, picture_kind_of(o.output));
  if (!o.output.empty() && o.logs.size() > 1) {
    return failed(errc::conflict, "one picture shows one log, got " + std::to_string(o.logs.size()),
                  "call it once for each log");
  }
  const style look;
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  std::string text;
  bool faulty = false;
  for (const std::string& path : o.logs) {
    TAPER_TRY(log, read_one(path, o.reading).transform_error([&](error e) {
      if (e.code != errc::io && e.code != errc::unknown_name) e.message = path + ": " + e.message;
      return e;
    }));
    const std::vector<log_report> reports = inspect(log);
    TAPER_CHECK(one_row_only(path, log));
    for (std::size_t i = 0; i < reports.size(); ++i) {
      inspected one = examine(log.series[i], reports[i]);
      TAPER_TRY(asked, in_text(o.asked, asked_of(o, log, reports[i])));
      if (asked) {
        const run bound = *(asked)->bound;
        one.asked = (asked)->plan;
        one.asked_rate = [bound](std::uint64_t t) { return bound(t); };
        one.departed = compare_with_asked(log.series[i], reports[i], *one.asked, one.asked_rate);
      }
      faulty = faulty || !one.report.faults.empty();
      if (o.json)
        all.push_back(inspect_json(one));
      else
        text += (text.empty() ? "" : "\n") + inspect_text(one, look);
      if (i > 0 || o.output.empty() || kind == picture_kind::terminal) continue;
      const render::figure f = inspect_figure(one);
      TAPER_CHECK(deliver_picture(o.output, f, inspect_page(one, f)));
    }
  }
  // One log with one series is one object; several are an array.
  TAPER_CHECK(deliver({}, o.json ? (all.size() == 1 ? all.front() : all).dump(2) + "\n" : text));
  return faulty && o.fail_on != "never" ? fault_found : done;
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
  verb.add_option("--format", o->reading.format, "force a format: " + format_names())->type_name("F");
  verb.add_option(
          "--pattern", o->reading.pattern,
          R"x(read any text by a regular expression with named groups, e.g. "step (?<step>\d+).*lr (?<lr>[-+.\deE]+)")x")
      ->type_name("REGEX");
  verb.add_option("--expected,--asked", o->asked,
                  "the requested schedule, or a configuration with it (HF, Megatron, torchtitan, DeepSpeed, Keras)")
      ->type_name("SPEC|FILE");
  verb.add_option("--steps", o->steps, "length of the requested schedule, where neither it nor the log says it")
      ->type_name("N");
  verb.add_option("--fail-on", o->fail_on, "when to exit 1: on a fault, never")
      ->type_name("fault|never")
      ->check(one_of({"fault", "never"}))
      ->capture_default_str();
  add_output(verb, o->output, "picture or page by its extension: .svg, .png, .html");
  add_json(verb, o->json);
  return [o] { return inspect_all(*o); };
}

}  // namespace taper::cli
