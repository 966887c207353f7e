// taper inspect: recovers the schedule of a training log and reports faults.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "check_report.hpp"
#include "curve_file.hpp"
#include "inspect_report.hpp"
#include "log_file.hpp"
#include "options.hpp"
#include "picture.hpp"
#ifdef TAPER_HAS_CONFIGS
#include "taper/configs/config.hpp"
#endif
#include "verbs.hpp"

namespace taper::cli {

inspected examine(const log_series& rows, const log_report& report) {
  inspected out{rows, report};
  const log_segment& last = report.last();
  if (!last.ran || last.steps < 2) return out;
  const result<run> bound = last.ran->bind(static_cast<std::uint64_t>(last.steps));
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
  std::string expected;
  std::string steps;
  read_options reading;
  std::string fail_on = "fault";
  std::string output;
  bool json = false;
};

// The requested schedule, with the faults of the configuration that specifies it.
struct expectation {
  expected_schedule plan;
  std::optional<schedule> requested;
  std::optional<run> bound;
  std::string remark;
};

#ifdef TAPER_HAS_CONFIGS
result<expectation> expected_by(const config_reading& read) {
  if (!read.requested)
    return failed(errc::unsupported, "the configuration specifies no schedule: " + read.faults.front().message);
  expectation out{{read.format, read.spec, std::nullopt}, read.requested, std::nullopt, {}};
  if (read.steps) out.plan.steps = static_cast<std::int64_t>(*read.steps);
  for (const config_finding& f : read.faults) out.remark += "; the configuration: " + f.message;
  return out;
}

result<std::optional<expectation>> expected_by_log(const training_log& log, const run_facts& facts) {
  if (log.settings.empty()) return std::optional<expectation>();
  const result<config_reading> read = read_config(log.settings, facts);
  if (!read || !read->requested) return std::optional<expectation>();
  TAPER_TRY(out, expected_by(*read));
  return std::optional(out);
}

result<expectation> expected_by_file(const std::string& text, const run_facts& facts) {
  TAPER_TRY(read, read_config(text, facts));
  return expected_by(read);
}
#else
struct run_facts {
  std::optional<std::uint64_t> steps{};
};
result<std::optional<expectation>> expected_by_log(const training_log&, const run_facts&) {
  return std::optional<expectation>();
}
result<expectation> expected_by_file(const std::string&, const run_facts&) {
  return failed(errc::unsupported, "this build reads no configurations",
                "build it with yaml-cpp and toml++, or give the schedule");
}
#endif

result<std::optional<expectation>> expected_of(const inspect_options& o, const training_log& log,
                                               const log_report& report) {
  run_facts facts;
  if (log.max_steps && *log.max_steps >= 2) facts.steps = static_cast<std::uint64_t>(*log.max_steps);
  if (!facts.steps && report.last().steps >= 2) facts.steps = static_cast<std::uint64_t>(report.last().steps);
  if (!o.steps.empty()) {
    TAPER_TRY(n, read_count(o.steps, "--steps", 2));
    facts.steps = n;
  }
  expectation out;
  if (o.expected.empty()) {
    TAPER_TRY(own, expected_by_log(log, facts));
    if (!own) return std::optional<expectation>();
    out = *std::move(own);
  } else if (std::error_code ignored; std::filesystem::exists(o.expected, ignored)) {
    TAPER_TRY(text, read_text(o.expected));
    TAPER_TRY(read, expected_by_file(text, facts));
    out = std::move(read);
  } else {
    TAPER_TRY(parsed, parse(o.expected).transform_error([&](error e) {
      if (o.expected.find_first_of("./") != std::string::npos && o.expected.find('|') == std::string::npos)
        e.hint = "no file " + o.expected + " either";
      return e;
    }));
    out.plan = {"spec", o.expected, std::nullopt};
    out.requested = std::move(parsed);
  }
  if (!out.plan.steps && facts.steps) out.plan.steps = static_cast<std::int64_t>(*facts.steps);
  if (!o.steps.empty() && out.plan.steps != static_cast<std::int64_t>(*facts.steps)) {
    return failed(errc::conflict,
                  "the configuration specifies " + std::to_string(*out.plan.steps) + " steps, --steps " + o.steps,
                  "omit one of them");
  }
  if (!out.plan.steps)
    return failed(errc::missing, "the length of the requested schedule is not known", "give --steps");
  TAPER_TRY(bound, out.requested->bind(static_cast<std::uint64_t>(*out.plan.steps)));
  out.bound = bound;
  return std::optional(out);
}

// One rate is not evidence of any schedule.
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
                  "run it once for each log");
  }
  const style look;
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  std::string text;
  bool faulty = false;
  for (const std::string& path : o.logs) {
    TAPER_TRY(log, read_log_at(path, o.reading));
    std::vector<log_report> reports = inspect(log);
    TAPER_CHECK(one_row_only(path, log));
    for (std::size_t i = 0; i < reports.size(); ++i) {
      inspected one = examine(log.series[i], reports[i]);
      TAPER_TRY(expected, in_text(o.expected, expected_of(o, log, reports[i])));
      if (expected) {
        const run bound = *expected->bound;
        one.expected = expected->plan;
        one.expected_rate = [bound](std::uint64_t t) { return bound(t); };
        one.departed = compare_with_expected(log.series[i], reports[i], *one.expected, one.expected_rate);
        one.departed->message += expected->remark;
        // Every row fits the requested schedule, so seams and lags are not faults.
        if (one.departed->same)
          std::erase_if(reports[i].faults, [](const log_finding& f) { return f.expected.has_value(); });
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
  verb.add_option("--expected,--asked", o->expected,
                  "the requested schedule, or the training configuration that specifies it")
      ->type_name("SPEC|FILE");
  verb.add_option("--steps", o->steps, "length of the requested schedule, if neither it nor the log gives one")
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
