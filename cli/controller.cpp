// taper controller: compares the online controller with its fixed plan on a noisy quadratic.
#include "taper/theory/controller.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "check_report.hpp"
#include "json_text.hpp"
#include "options.hpp"
#include "picture.hpp"
#include "quadratic_options.hpp"
#include "support/version.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

using json = nlohmann::ordered_json;

// Peaks of the trial, relative to the plan's best peak.
constexpr double trial_peaks[] = {1.0 / 3, 1.0, 2.0};

struct controller_request {
  schedule_options what;
  quadratic_options model;
  controller_options how;
  std::string by = "quantile";
  std::size_t runs = 12;
  std::uint64_t seed = 1;
  std::string output;
  bool json = false;
};

struct trial_row {
  double peak = 0;
  double of_best = 0;
  controller_trial got;
};

/// Every direction is simulated, and the preset's 10,000 would be slow: 300 unless --quadratic gives a number.
std::string with_dimensions(const std::string& changes) {
  if (changes.find("dimensions") != std::string::npos) return changes;
  return changes + (changes.empty() ? "" : ",") + "dimensions=300";
}

change_estimate estimate_of(const std::string& by) {
  return by == "maximum"   ? change_estimate::windowed_maximum
         : by == "average" ? change_estimate::moving_average
                           : change_estimate::quantile;
}

std::string report_text(const std::string& canonical, const controller_request& o, const std::vector<trial_row>& rows,
                        std::size_t steps, const style& look) {
  std::string out =
      look.bold(canonical) + fmt::format("   {} steps, controller by {} over {} steps, pace {} to {}\n\n", steps, o.by,
                                         o.how.window, brief(o.how.slowest), brief(o.how.fastest));
  out += "  peak                   fixed      controlled   difference   standard error\n";
  for (const trial_row& r : rows) {
    const double change = r.got.controlled_loss / r.got.fixed_loss - 1;
    out += fmt::format("  {:<21}  {:<9}  {:<11}  {:>10}   {:>14}\n",
                       fmt::format("{} ({:.2g} x best)", brief(r.peak), r.of_best), brief(r.got.fixed_loss),
                       brief(r.got.controlled_loss), signed_percent(change),
                       fmt::format("{:.1f}%", 100 * r.got.standard_error / r.got.fixed_loss));
  }
  out +=
      look.dim(fmt::format(
                   "\n  Final loss on the noisy quadratic '{}',\n  mean of {} runs with the same starts and noise.\n",
                   o.model.name(), o.runs) +
               "  Losses change less and less, so the controller mostly anneals at its fastest pace.") +
      "\n";
  return out;
}

json report_json(const bound_schedule& s, const controller_request& o, const std::vector<trial_row>& rows) {
  json trials = json::array();
  for (const trial_row& r : rows)
    trials.push_back({{"peak", r.peak},
                      {"of_best", r.of_best},
                      {"fixed", r.got.fixed_loss},
                      {"controlled", r.got.controlled_loss},
                      {"standard_error", r.got.standard_error}});
  return {{"schema", "taper.controller/1"}, {"spec", s.spec},           {"canonical", print(s.parsed)},
          {"steps", s.bound.steps()},       {"preset", o.model.name()}, {"by", o.by},
          {"window", o.how.window},         {"runs", o.runs},           {"trials", trials}};
}

render::figure report_figure(const bound_schedule& s, const std::vector<trial_row>& rows) {
  render::figure f;
  f.title = "The controller and its plan";
  f.subtitle = fitted(print(s.parsed), 60);
  f.columns = 1;
  f.panel_height = 300;
  render::panel p{
      .title = "Rate over the peak, last run", .x = {.label = "step"}, .y = {.label = "rate / peak", .min = 0.0}};
  render::series plan{.name = "plan", .color = 0, .width = 3.0};
  for (std::uint64_t t = 0; t < s.bound.steps(); ++t) {
    plan.x.push_back(static_cast<double>(t));
    plan.y.push_back(s.bound(t) / s.bound.peak());
  }
  p.curves.push_back(std::move(plan));
  int color = 1;
  for (const trial_row& r : rows) {
    render::series c{
        .name = fmt::format("controlled at {:.2g} x the best peak", r.of_best), .y = r.got.rates, .color = color++};
    for (std::size_t t = 0; t < c.y.size(); ++t) c.x.push_back(static_cast<double>(t));
    p.curves.push_back(std::move(c));
  }
  f.panels.push_back(std::move(p));
  return f;
}

result<int> run_controller(const controller_request& o) {
  TAPER_CHECK(picture_kind_of(o.output));
  TAPER_TRY(s, read_one_schedule("controller", o.what));
  if (s.bound.steps() > 100'000) return failed(errc::too_large, "--steps must be at most 100000 for a trial");
  TAPER_TRY(setting, o.model.chosen());
  std::vector<double> window = s.bound.table();
  for (double& v : window) v /= s.bound.peak();
  const tuned_rate best = noisy_quadratic(setting).tune(window);
  const auto plan = [&window](std::uint64_t t) {
    return t < window.size() ? window[static_cast<std::size_t>(t)] : 0.0;
  };
  controller_options how = o.how;
  how.by = estimate_of(o.by);
  std::vector<trial_row> rows;
  for (const double part : trial_peaks) {
    TAPER_TRY(got, try_controller(setting, plan, how,
                                  {.steps = window.size(), .runs = o.runs, .peak = part * best.peak, .seed = o.seed}));
    rows.push_back({part * best.peak, part, std::move(got)});
  }
  if (!o.output.empty()) {
    const render::figure f = report_figure(s, rows);
    render::html_report page({f.title, f.subtitle, "taper " TAPER_VERSION});
    page.chart(f);
    page.code(report_text(print(s.parsed), o, rows, window.size(), style()));
    TAPER_CHECK(deliver_picture(o.output, f, page));
  }
  return deliver({}, o.json ? json_text(report_json(s, o, rows)) + "\n"
                            : report_text(print(s.parsed), o, rows, window.size(), style()));
}

}  // namespace

action add_controller(CLI::App& verb) {
  auto o = std::make_shared<controller_request>();
  o->what.add_to(verb);
  o->model.changes = "momentum=0";
  o->model.add_to(verb);
  verb.add_option("--by", o->by, "how the loss change is estimated: quantile, maximum or average (of a window)")
      ->type_name("HOW")
      ->check(one_of({"quantile", "maximum", "average"}))
      ->capture_default_str();
  verb.add_option("--window", o->how.window, "steps in the window of the estimate")
      ->type_name("N")
      ->capture_default_str();
  verb.add_option("--quantile", o->how.quantile, "which quantile of the window")->type_name("Q")->capture_default_str();
  verb.add_option("--slowest", o->how.slowest, "lowest pace, above 0 and at most 1")
      ->type_name("P")
      ->capture_default_str();
  verb.add_option("--fastest", o->how.fastest, "highest pace, at least 1")->type_name("P")->capture_default_str();
  verb.add_option("--runs", o->runs, "simulated runs")->type_name("N")->check(between(2, 1000))->capture_default_str();
  verb.add_option("--seed", o->seed, "seed of the runs")->type_name("N")->capture_default_str();
  add_output(verb, o->output, "picture by its extension: .svg, .png, .html");
  add_json(verb, o->json);
  return [o] {
    o->model.changes = with_dimensions(o->model.changes);
    return run_controller(*o);
  };
}

}  // namespace taper::cli
