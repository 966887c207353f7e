// Export: compiles a run, measures the result against it, and hands it to the target's writer.
#include "taper/export.hpp"

#include <algorithm>
#include <cmath>

#include "language.hpp"
#include "taper/algebra.hpp"
#include "taper/notation.hpp"

namespace taper::exporting {

namespace {

constexpr std::uint64_t most_table_steps = 20'000;
constexpr std::uint64_t most_listed_steps = 10'000'000;
constexpr std::uint64_t most_measured = 100'000;
constexpr double good_enough = 1e-12;

error not_exported(std::string why, std::string hint) {
  return {errc::unsupported, std::move(why), error::nowhere, std::move(hint)};
}

/// The largest error of a program, in parts of the peak.
double measure(const program& p, const run& r) {
  double worst = 0.0;
  const std::uint64_t n = r.steps() + 1;  // the rate after the end included
  const std::uint64_t count = std::min(n, most_measured);
  for (std::uint64_t k = 0; k < count; ++k) {
    const std::uint64_t t = n <= most_measured ? k
                            : k < 100          ? k
                            : k >= count - 100
                                ? n - (count - k)
                                : static_cast<std::uint64_t>(static_cast<double>(n) *
                                                             (static_cast<double>(k) / static_cast<double>(count)));
    const double off = std::fabs(evaluate(p, t, r.steps()) - r(t)) / std::fabs(r.peak());
    worst = off > worst || std::isnan(off) ? off : worst;
    if (std::isnan(worst)) break;
  }
  return worst;
}

result<std::string> list_rates(const run& r, export_target to) {
  if (r.steps() > most_listed_steps) {
    return not_exported("a list of rates takes at most 10000000 steps, got " + std::to_string(r.steps()),
                        "taper eval streams any length");
  }
  const std::vector<double> rates = r.table();
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

std::string write(const program& p, const description& d, export_target to) {
  switch (to) {
    case export_target::python: return write_python(p, d);
    case export_target::pytorch: return write_pytorch(p, d);
    case export_target::hf: return write_hf(p, d);
    case export_target::optax: return write_optax(p, d);
    case export_target::keras: return write_keras(p, d);
    case export_target::c: return write_c(p, d);
    case export_target::cuda: return write_cuda(p, d);
    case export_target::js: return write_js(p, d);
    case export_target::csv:
    case export_target::json: break;
  }
  return {};
}

std::string_view name_of(export_target to) {
  return std::find_if(std::begin(export_targets), std::end(export_targets),
                      [&](const auto& t) { return t.target == to; })
      ->name;
}

}  // namespace

static result<std::string> exported(const run& r, const export_options& how) {
  const bool lists = how.target == export_target::csv || how.target == export_target::json;
  if (lists && how.length == run_length::argument) {
    return not_exported("a list of rates has a fixed length", "leave out --runtime-total, or export to code");
  }
  if (lists) return list_rates(r, how.target);
  description d{.canonical = print(r.source()),
                .steps = r.steps(),
                .every_step = r.steps() < most_measured,
                .has_peak = is_absolute(r.source()),
                .length = how.length,
                .target = name_of(how.target)};
  const bool can_list = how.length == run_length::fixed && r.steps() <= most_table_steps;
  // what a rule is judged as is code for it only where that is exactly the rule, which the measured error says
  const bool by_rule = static_cast<bool>(r.source().with.rule);
  if (by_rule && how.length == run_length::argument) {
    return not_exported(r.source().with.rule->spelled().name + " has no code with the length as an argument",
                        "leave out --runtime-total");
  }
  // a rule that is judged by a table through its rates has no formula of ours: a list of them reads better
  const bool tabled = by_rule && std::holds_alternative<table>(r.judged().shape.family());
  result<program> p = tabled ? not_exported("judged by a table", {}) : compile(r, how.length);
  if (p) d.largest_error = measure(*p, r);
  if (!p || !(d.largest_error <= good_enough)) {
    if (can_list) {
      p = tabulate(r);
      d.largest_error = measure(*p, r);
    } else if (by_rule) {
      return not_exported(
          r.source().with.rule->spelled().name + " has no short formula over " + std::to_string(r.steps()) + " steps",
          "up to 20000 steps it is exported as a table of rates; csv and json take up to 10000000");
    } else if (!p) {
      error e = p.error();
      if (e.hint.empty()) e.hint = "up to 20000 steps it is exported as a table of rates, with a fixed length";
      return e;
    }
  }
  return write(*p, d, how.target);
}

}  // namespace taper::exporting

namespace taper {

result<std::string> export_code(const run& r, const export_options& how) { return exporting::exported(r, how); }

}  // namespace taper
