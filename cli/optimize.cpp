// taper optimize: the best schedule under a noisy quadratic or under a law fitted to logs.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "check_report.hpp"
#include "json_text.hpp"
#include "options.hpp"
#include "picture.hpp"
#include "predict_log.hpp"
#include "quadratic_options.hpp"
#include "support/version.hpp"
#include "taper/design.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

using json = nlohmann::ordered_json;

struct optimize_request {
  quadratic_options model;
  law_request law;
  std::string steps;
  std::string warmup = "0";
  std::vector<std::string> specs;
  std::string csv;
  std::string output;
  bool json = false;
};

// The schedules that are compared with the optimum if none is given.
constexpr const char* usual_rivals[] = {"linear",
                                        "cosine",
                                        "one_minus_sqrt",
                                        "rex",
                                        "power(p=2)",
                                        "power(p=2.5)",
                                        "poly(i=1.8)",
                                        "exp(beta=0.05)",
                                        "sigmoid(i=4)",
                                        "sigmoid(i=40)",
                                        "linear | cooldown(20%)",
                                        "constant"};

/// One named schedule, or the nearest member, compared with the optimum.
struct rival {
  std::string spec;
  double peak = 0;
  double loss = 0;
  double excess = 0;
};

/// The result, for either model.
struct optimum {
  std::string model;
  std::vector<double> rates;
  double loss = 0;
  std::size_t steps_at_cap = 0;
  int evaluations = 0;
  std::vector<rival> rivals;
  fit_ranking near;
  rival nearest;
  tabulated as_table;
  [[nodiscard]] double peak() const { return *std::ranges::max_element(rates); }
};

result<std::vector<schedule>> named(const optimize_request& o) {
  std::vector<std::string> texts = o.specs;
  if (texts.empty()) texts.assign(std::begin(usual_rivals), std::end(usual_rivals));
  std::vector<schedule> out;
  for (const std::string& text : texts) {
    TAPER_TRY(s, about(fitted(text, 60), parse(text)));
    out.push_back(std::move(s));
  }
  return out;
}

/// The nearest member and the table of the optimum.
result<void> write_down(optimum& out) {
  TAPER_TRY(target, target_of_rates(out.rates));
  TAPER_TRY(near, fit_with_holds(target));
  TAPER_TRY(as_table, table_of_rates(out.rates));
  out.near = std::move(near);
  out.as_table = std::move(as_table);
  return {};
}

result<optimum> under_quadratic(const optimize_request& o, const std::vector<schedule>& others) {
  TAPER_TRY(setting, o.model.chosen());
  std::uint64_t steps = setting.steps;
  if (!o.steps.empty()) {
    TAPER_TRY(given, read_count(o.steps, "--steps", 2));
    if (given > 200'000) return failed(errc::too_large, "--steps must be at most 200000 for an optimum");
    steps = given;
  }
  const noisy_quadratic problem(setting);
  TAPER_TRY(best, optimal_rates(problem, static_cast<std::size_t>(steps)));
  optimum out{.model = "noisy quadratic '" + o.model.name() + "'",
              .rates = best.rates,
              .loss = best.loss,
              .steps_at_cap = best.steps_at_cap,
              .evaluations = best.evaluations,
              .rivals = {},
              .near = {},
              .nearest = {},
              .as_table = {table::through({{0.0, 1.0}, {1.0, 0.0}}).value(), 0.0}};
  TAPER_CHECK(write_down(out));
  const auto as_rival = [](const excess_over_optimum& x) {
    return rival{print(x.spec), x.best.peak, x.best.loss, x.excess};
  };
  TAPER_TRY(all, compare_with_optimum(problem, best, others));
  for (const excess_over_optimum& x : all) out.rivals.push_back(as_rival(x));
  schedule member = out.near.members.front().member;
  member.with.peak.reset();
  TAPER_TRY(nearest, compare_with_optimum(problem, best, {member}));
  out.nearest = as_rival(nearest.front());
  return out;
}

result<optimum> under_law(const optimize_request& o, const std::vector<schedule>& others) {
  TAPER_TRY(fitted, fit_laws(o.law));
  const fitted_law& law = fitted.laws.front();
  std::uint64_t steps = fitted.steps();
  if (!o.steps.empty()) {
    TAPER_TRY(given, read_count(o.steps, "--steps", 2));
    steps = given;
  }
  TAPER_TRY(warmup, read_count(o.warmup, "--warmup"));
  if (steps > 10'000'000) return failed(errc::too_large, "--steps must be at most 1e7 for a loss law");
  TAPER_TRY(best, optimal_under_law(law, static_cast<std::size_t>(steps), static_cast<std::size_t>(warmup)));
  optimum out{.model = word_of(law.law) + " law, held-out error " + fmt::format("{:.2f}%", 100 * law.held_out_error),
              .rates = best.rates,
              .loss = best.loss,
              .steps_at_cap = 0,
              .evaluations = best.evaluations,
              .rivals = {},
              .near = {},
              .nearest = {},
              .as_table = {table::through({{0.0, 1.0}, {1.0, 0.0}}).value(), 0.0}};
  TAPER_CHECK(write_down(out));
  const auto as_rival = [&](const schedule& s) -> result<rival> {
    const std::string name = cli::fitted(print(s), 60);
    TAPER_TRY(r, about(name, s.bind(steps)));
    TAPER_TRY(plan, rates_at_peak({print(s), s, r}, fitted.peak()));
    TAPER_TRY(p, about(name, predict_final_loss(law, {plan.rates, plan.warmup_steps})));
    return rival{print(s), fitted.peak(), p.loss, p.loss / best.loss - 1};
  };
  for (const schedule& s : others) {
    TAPER_TRY(r, as_rival(s));
    out.rivals.push_back(r);
  }
  std::ranges::stable_sort(out.rivals, {}, &rival::excess);
  schedule member = out.near.members.front().member;
  member.with.peak.reset();
  TAPER_TRY(nearest, as_rival(member));
  out.nearest = nearest;
  return out;
}

json rival_json(const rival& r) {
  return {{"spec", r.spec}, {"peak", r.peak}, {"loss", number_or_null(r.loss)}, {"excess", number_or_null(r.excess)}};
}

std::string report_json(const optimum& x) {
  json rivals = json::array();
  for (const rival& r : x.rivals) rivals.push_back(rival_json(r));
  json nearest = rival_json(x.nearest);
  nearest["distance"] = x.near.members.front().apart.sup;
  json out = {{"schema", "taper.optimize/1"},
              {"model", x.model},
              {"steps", x.rates.size()},
              {"loss", x.loss},
              {"peak", x.peak()},
              {"steps_at_cap", x.steps_at_cap},
              {"evaluations", x.evaluations}};
  out["nearest"] = nearest;
  out["rivals"] = rivals;
  out["table"] = {{"spec", print(schedule{x.as_table.points, {}})}, {"error", x.as_table.error}};
  out["rates"] = x.rates;
  return json_text(out) + "\n";
}

std::string report_text(const optimum& x, const style& look) {
  const std::size_t n = x.rates.size();
  std::string out = look.bold("the best schedule") + fmt::format("   under {}, {} steps\n\n", x.model, n);
  std::vector<double> shape;
  for (std::size_t k = 0; k < std::min<std::size_t>(n, 512); ++k)
    shape.push_back(x.rates[n * k / std::min<std::size_t>(n, 512)] / x.peak());
  out += "  " +
         render::sparkline(
             shape, 56,
             render::terminal_glyphs() == render::glyphs::ascii ? render::glyphs::ascii : render::glyphs::block) +
         "\n";
  out += fmt::format("  loss {}   peak {}   {} evaluations{}\n\n", brief(x.loss), brief(x.peak()), x.evaluations,
                     x.steps_at_cap > 0 ? fmt::format("   {} steps at the stability cap", x.steps_at_cap) : "");
  out += "  part of the run   rate / peak\n";
  for (int tenth = 0; tenth <= 10; ++tenth) {
    const std::size_t t = std::min(n - 1, n * static_cast<std::size_t>(tenth) / 10);
    out += fmt::format("    {:>4}            {:.4f}\n", tenth == 10 ? "last" : fmt::format("{}%", 10 * tenth),
                       x.rates[t] / x.peak());
  }
  out += fmt::format("\n  nearest   {}   sup distance {}, its own loss {} above the best\n", x.nearest.spec,
                     brief(x.near.members.front().apart.sup), fmt::format("{:.2f}%", 100 * x.nearest.excess));
  out += "\n  above the best, each at its own best peak\n";
  for (const rival& r : x.rivals)
    out += fmt::format("    {:<28} {:>8}\n", fitted(r.spec, 28), fmt::format("{:+.2f}%", 100 * r.excess));
  out += look.dim(
             "  The result is optimal only under the assumptions of the model, which is not your network. --csv has "
             "every\n  rate, --json a table(...) to use as a schedule.") +
         "\n";
  return out;
}

render::figure report_figure(const optimum& x) {
  render::figure f;
  f.title = "The best schedule";
  f.subtitle = "under " + x.model + fmt::format(", {} steps", x.rates.size());
  f.columns = 1;
  f.panel_height = 300;
  render::panel p{
      .title = "Rate over the optimum's peak", .x = {.label = "step"}, .y = {.label = "rate / peak", .min = 0.0}};
  const double peak = x.peak();
  render::series best{.name = "the best", .color = 0, .width = 3.0};
  for (std::size_t t = 0; t < x.rates.size(); ++t) {
    best.x.push_back(static_cast<double>(t));
    best.y.push_back(x.rates[t] / peak);
  }
  p.curves.push_back(std::move(best));
  int color = 1;
  const auto add = [&](const std::string& spec, const std::string& name, double own_peak, render::dash_style dash) {
    const result<schedule> s = parse(spec);
    if (!s) return;
    const result<run> r = s->bind(x.rates.size());
    if (!r) return;
    render::series c{.name = name, .color = color++, .dash = dash};
    for (std::uint64_t t = 0; t < x.rates.size(); ++t) {
      c.x.push_back(static_cast<double>(t));
      c.y.push_back((*r)(t) / r->peak() * own_peak / peak);
    }
    p.curves.push_back(std::move(c));
  };
  add(x.nearest.spec, "nearest: " + x.nearest.spec, x.nearest.peak, render::dash_style::dashed);
  for (std::size_t k = 0; k < std::min<std::size_t>(3, x.rivals.size()); ++k)
    add(x.rivals[k].spec, fmt::format("{} ({:+.2f} %)", x.rivals[k].spec, 100 * x.rivals[k].excess), x.rivals[k].peak,
        render::dash_style::dotted);
  f.panels.push_back(std::move(p));
  return f;
}

result<int> run_optimize(const optimize_request& o) {
  TAPER_CHECK(picture_kind_of(o.output));
  const bool by_law = !o.law.logs.empty();
  if (by_law && (!o.model.changes.empty() || o.model.preset != "default"))
    return failed(errc::conflict, "--from-log and --preset or --quadratic exclude each other");
  if (!by_law && o.warmup != "0")
    return failed(errc::conflict, "--warmup goes with --from-log; the quadratic needs none");
  TAPER_TRY(others, named(o));
  TAPER_TRY(x, by_law ? under_law(o, others) : under_quadratic(o, others));
  if (!o.csv.empty()) {
    std::string text = "step,lr\n";
    for (std::size_t t = 0; t < x.rates.size(); ++t) text += std::to_string(t) + "," + print_number(x.rates[t]) + "\n";
    TAPER_CHECK(deliver(o.csv, text));
    if (o.csv == "-") return done;
  }
  if (!o.output.empty()) {
    const render::figure f = report_figure(x);
    render::html_report page({f.title, f.subtitle, "taper " TAPER_VERSION});
    page.chart(f);
    page.code(report_text(x, style()));
    TAPER_CHECK(deliver_picture(o.output, f, page));
  }
  return deliver({}, o.json ? report_json(x) : report_text(x, style()));
}

}  // namespace

action add_optimize(CLI::App& verb) {
  auto o = std::make_shared<optimize_request>();
  verb.add_option("SPEC", o->specs, "schedules to compare with the best (default: a usual list)")->type_name("");
  verb.add_option("--steps,-n", o->steps, "optimizer steps (default: those of the preset or of the log)")
      ->type_name("N");
  o->model.add_to(verb);
  o->law.fit.bootstrap = 0;
  o->law.add_to(verb, false);
  verb.add_option("--warmup", o->warmup, "with --from-log: steps of linear warmup before the schedule that is searched")
      ->type_name("N")
      ->capture_default_str();
  verb.add_option("--csv", o->csv, "every rate as step,lr (- for stdout)")->type_name("FILE");
  add_output(verb, o->output, "picture by its extension: .svg, .png, .html");
  add_json(verb, o->json);
  return [o] { return run_optimize(*o); };
}

}  // namespace taper::cli
