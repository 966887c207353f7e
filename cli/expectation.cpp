// The requested schedule of a log: from a specification, a configuration, or the arguments in the log itself.
#include "expectation.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <optional>

#include "curve_file.hpp"
#include "options.hpp"
#ifdef TAPER_HAS_CONFIGS
#include "taper/configs/config.hpp"
#endif

namespace taper::cli {

namespace {

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

result<std::optional<expectation>> expected_of(const requested_options& o, const training_log& log,
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
    if (!own || !(own->plan.steps || facts.steps)) return std::optional<expectation>();
    out = *std::move(own);
  } else if (std::error_code ignored; std::filesystem::exists(o.expected, ignored)) {
    TAPER_TRY(text, read_text(o.expected));
    TAPER_TRY(read, about(o.expected, expected_by_file(text, facts)));
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

}  // namespace

void requested_options::add_to(CLI::App& verb) {
  verb.add_option("--expected,--asked", expected,
                  "the requested schedule, or the training configuration that specifies it")
      ->type_name("SPEC|FILE");
  verb.add_option("--steps", steps, "length of the requested schedule, if neither it nor the log gives one")
      ->type_name("N");
}

result<void> compare_with_request(const requested_options& o, const training_log& log, log_report& report,
                                  inspected& out) {
  TAPER_TRY(wanted, in_text(o.expected, expected_of(o, log, report)));
  if (!wanted) return {};
  const run bound = *wanted->bound;
  out.expected = wanted->plan;
  out.expected_rate = [bound](std::uint64_t t) { return bound(t); };
  out.departed = compare_with_expected(out.rows, report, *out.expected, out.expected_rate);
  out.departed->message += wanted->remark;
  if (!out.departed->same) return {};
  // Every row fits the requested schedule, so seams and lags of the recovered one are neither faults nor notes.
  std::erase_if(report.faults, [](const log_finding& f) { return f.expected.has_value(); });
  std::erase_if(report.notes, [](const log_finding& f) { return f.id == "counter-behind" || f.id == "counter-ahead"; });
  return {};
}

}  // namespace taper::cli
