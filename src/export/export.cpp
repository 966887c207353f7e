// Export: compiles a run, measures the error of the result, and passes it to the target's writer.
#include "taper/export.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "language.hpp"
#include "taper/algebra.hpp"
#include "taper/print.hpp"
#include "taper/text.hpp"

namespace taper::exporting {

namespace {

constexpr std::uint64_t most_listed_steps = 10'000'000;

error no_number(std::uint64_t step) {
  return no_code("the rate at step " + std::to_string(step) + " is not a finite number", "change the schedule");
}

result<std::string> list_rates(const run& r, export_target to) {
  if (r.steps() > most_listed_steps) {
    return no_code("a list of rates takes at most 10000000 steps, got " + std::to_string(r.steps()),
                   "compute the rates a part at a time");
  }
  const std::vector<double> rates = r.table();
  const auto bad = std::ranges::find_if_not(rates, [](double v) { return std::isfinite(v); });
  if (bad != rates.end()) return no_number(static_cast<std::uint64_t>(bad - rates.begin()));
  if (to == export_target::csv) {
    std::string out = "step,lr\n";
    for (std::size_t t = 0; t < rates.size(); ++t) out += std::to_string(t) + "," + print_number(rates[t]) + "\n";
    return out;
  }
  std::string out = "{\"schema\":\"taper.export/1\",\"schedule\":" + print_json(r.source()) +
                    ",\"steps\":" + std::to_string(r.steps()) + ",\"lr\":[";
  for (std::size_t t = 0; t < rates.size(); ++t) out += (t > 0 ? "," : "") + print_number(rates[t]);
  return out + "]}\n";
}

}  // namespace

static result<std::string> exported(const run& r, const export_options& how) {
  const auto row = static_cast<std::size_t>(how.target);
  const export_target_info& target = export_targets[row];
  const bool lists = target.kind == export_kind::rates;
  if (lists && how.length == run_length::argument) {
    return no_code("a list of rates has a fixed length: it cannot be an argument", "export to code");
  }
  if (lists && how.length == run_length::none) {
    error e = no_code("a list of rates needs the length of the run", "export to code");
    e.needs = "steps";
    return e;
  }
  if (lists) return list_rates(r, how.target);
  description d{.canonical = print(r.source()),
                .steps = r.steps(),
                .every_step = how.length != run_length::none && r.steps() < most_measured,
                .has_peak = is_absolute(r.source()),
                .length = how.length,
                .target = target.name};
  TAPER_TRY(p, code_of(r, how.length, target.kind == export_kind::traced));
  if (!std::isfinite(p.largest_error)) return no_code("a rate of it is not a finite number", "change the schedule");
  d.largest_error = p.largest_error;
  return code_writers[row](p, d);
}

}  // namespace taper::exporting

namespace taper {

result<export_target> find_export_target(std::string_view name) {
  std::vector<std::string_view> known;
  std::string list;
  for (const export_target_info& t : export_targets) {
    if (t.name == name) return t.target;
    known.push_back(t.name);
    list += (list.empty() ? "" : ", ") + std::string(t.name);
  }
  const std::string near = nearest_name(name, known);
  return failed(errc::unknown_name, "no export target is called " + echoed(name),
                near.empty() ? "the targets are " + list : "did you mean '" + near + "'?");
}

result<std::string> export_code(const run& r, const export_options& how) {
  if (how.length != run_length::none) return exporting::exported(r, how);
  TAPER_TRY(endless, r.source().bind_endless(r.timing()));
  return export_code(endless, how);
}

result<std::string> export_code(const endless_run& r, const export_options& how) {
  return exporting::exported(r.longest(), {.target = how.target, .length = run_length::none});
}

}  // namespace taper
