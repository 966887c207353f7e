// Reads a configuration, binds its schedule to its length and judges it.
#include "taper/lint.hpp"

#include <algorithm>

#include "lint/parts.hpp"
#include "support/text_for.hpp"
#include "taper/configs/findings.hpp"
#include "taper/text.hpp"

namespace taper {
namespace {

// The findings that all readings have; if their texts depend on the length, the general meaning of the id.
std::vector<config_finding> in_all(const std::vector<config_reading>& readings,
                                   std::vector<config_finding> config_reading::* which) {
  std::vector<config_finding> out;
  for (config_finding f : readings.front().*which) {
    bool everywhere = true;
    bool worded_alike = true;
    for (const config_reading& r : readings) {
      const auto same_place = [&](const config_finding& g) {
        return f.id == g.id && f.key == g.key && f.line == g.line;
      };
      auto found = std::ranges::find_if(
          r.*which, [&](const config_finding& g) { return same_place(g) && f.message == g.message; });
      if (found == (r.*which).end()) found = std::ranges::find_if(r.*which, same_place);
      everywhere = everywhere && found != (r.*which).end();
      worded_alike = worded_alike && everywhere && found->message == f.message;
    }
    const config_finding_kind* const kind = config_finding_kind_of(f.id);
    if (!everywhere || (!worded_alike && kind == nullptr)) continue;
    if (!worded_alike) f.message = kind->meaning;
    out.push_back(std::move(f));
  }
  return out;
}

// What holds for any length of the run: for a short, a usual and a long one.
struct of_any_length {
  std::vector<config_finding> faults;
  std::vector<config_finding> notes;
  std::string format;
  bool stops = false;  ///< the framework stops
};

std::optional<of_any_length> with_any_length(std::string_view text, const lint_options& how) {
  std::vector<config_reading> readings;
  for (const std::uint64_t steps : {97U, 9'973U, 9'999'991U}) {
    run_facts facts = how.facts;
    facts.steps = facts.steps_per_epoch = steps;
    result<config_reading> one = read_config(text, facts, how.format);
    if (!one) return std::nullopt;
    readings.push_back(*std::move(one));
  }
  of_any_length out{in_all(readings, &config_reading::faults), in_all(readings, &config_reading::notes),
                    readings.front().format};
  out.stops = !out.faults.empty() &&
              std::ranges::none_of(readings, [](const config_reading& r) { return r.requested.has_value(); });
  return out;
}

std::optional<error> bind(lint_report& out, const lint_options& how) {
  config_reading& r = out.reading;
  if (!r.requested) return std::nullopt;  // the framework stops; a fault says why
  if (!r.steps) r.steps = how.facts.steps;
  if (!r.steps) return failed(errc::missing, "the length of the run is not known", "give the number of steps");
  if (how.facts.steps && *how.facts.steps != *r.steps)
    return failed(errc::conflict,
                  "the configuration specifies " + std::to_string(*r.steps) + " steps (" + r.steps_from + "), and " +
                      std::to_string(*how.facts.steps) + " are given",
                  "omit one of them");
  const result<run> bound = r.requested->bind(*r.steps);
  if (!bound) return out.faulty() ? std::nullopt : std::optional(bound.error());
  out.bound = *bound;
  const result<check_report> checked = check(*bound, how.judged);
  if (!checked) return checked.error();
  out.check = *checked;
  linting::add_schedule_faults(r, *bound, *checked);
  linting::add_unusual_rate(r, bound->peak());
  return std::nullopt;
}

void make_printable(lint_report& r) {
  for (auto* const all : {&r.reading.faults, &r.reading.notes}) {
    for (config_finding& f : *all) {
      f.key = text_for::terminal(f.key);
      f.message = text_for::terminal(f.message);
    }
  }
  r.reading.steps_from = text_for::terminal(r.reading.steps_from);
  if (!r.problem) return;
  r.problem->message = text_for::terminal(r.problem->message);
  r.problem->subject = text_for::terminal(r.problem->subject);
}

lint_report linted(std::string file, std::string_view text, const lint_options& how) {
  lint_report out;
  out.file = std::move(file);
  result<config_reading> read = read_config(text, how.facts, how.format);
  if (read) {
    out.reading = *std::move(read);
    out.problem = bind(out, how);
    return out;
  }
  out.problem = read.error();
  if (out.problem->code != errc::missing) return out;
  std::optional<of_any_length> any = with_any_length(text, how);
  if (!any) return out;
  out.only_length_missing = !any->stops;
  if (any->stops) out.problem.reset();
  out.reading.format = std::move(any->format);
  out.reading.faults = std::move(any->faults);
  out.reading.notes = std::move(any->notes);
  return out;
}

}  // namespace

lint_report lint(std::string file, std::string_view text, const lint_options& how) {
  lint_report out = linted(std::move(file), text, how);
  make_printable(out);
  return out;
}

}  // namespace taper
