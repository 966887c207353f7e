// The requested schedule of a log: from a specification, a configuration, or the arguments in the log itself.
#include "reports/expectation.hpp"

#include "taper/notation.hpp"
#ifdef TAPER_HAS_CONFIGS
#include "taper/configs/config.hpp"
#endif

namespace taper::reports {

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

result<expectation> expected_by_spec(const std::string& spec) {
  TAPER_TRY(parsed, parse(spec).transform_error([&](error e) {
    e.text = spec;
    return e;
  }));
  return expectation{{"spec", spec, std::nullopt}, std::move(parsed), std::nullopt, {}};
}

result<std::optional<expectation>> expected_of(const requested_schedule& wanted, const training_log& log,
                                               const log_report& report) {
  run_facts facts;
  if (log.max_steps && *log.max_steps >= 2) facts.steps = static_cast<std::uint64_t>(*log.max_steps);
  if (!facts.steps && report.last().steps >= 2) facts.steps = static_cast<std::uint64_t>(report.last().steps);
  if (wanted.steps) facts.steps = wanted.steps;
  expectation out;
  if (wanted.configuration) {
    TAPER_TRY(read, expected_by_file(*wanted.configuration, facts).transform_error([&](error e) {
      e.message = wanted.name + ": " + e.message;
      return e;
    }));
    out = std::move(read);
  } else if (!wanted.spec.empty()) {
    TAPER_TRY(given, expected_by_spec(wanted.spec));
    out = std::move(given);
  } else {
    TAPER_TRY(own, expected_by_log(log, facts));
    if (!own || !(own->plan.steps || facts.steps)) return std::optional<expectation>();
    out = *std::move(own);
  }
  if (!out.plan.steps && facts.steps) out.plan.steps = static_cast<std::int64_t>(*facts.steps);
  if (wanted.steps && out.plan.steps != static_cast<std::int64_t>(*wanted.steps)) {
    return failed(errc::conflict,
                  "the configuration specifies " + std::to_string(*out.plan.steps) + " steps, but " +
                      std::to_string(*wanted.steps) + " are given",
                  "omit one of them");
  }
  if (!out.plan.steps)
    return failed(errc::missing, "the length of the requested schedule is not known", "give {steps}");
  TAPER_TRY(bound, out.requested->bind(static_cast<std::uint64_t>(*out.plan.steps)));
  out.bound = bound;
  return std::optional(out);
}

}  // namespace

result<void> compare_with_request(const requested_schedule& wanted, const training_log& log, log_report& report,
                                  inspected& one) {
  TAPER_TRY(found, expected_of(wanted, log, report));
  if (found) compare_with_requested(one, report, found->plan, *found->bound, found->remark);
  return {};
}

}  // namespace taper::reports
