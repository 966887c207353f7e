// taper predict: the expected order of schedules by the convex bound and the noisy quadratic.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "check_report.hpp"
#include "options.hpp"
#include "picture.hpp"
#include "quadratic_options.hpp"
#include "src/json/writer.hpp"
#include "support/indented_json.hpp"
#include "support/version.hpp"
#include "taper/logs/loss_log.hpp"
#include "taper/prediction.hpp"
#include "taper/prediction_json.hpp"
#include "verbs.hpp"
#ifdef TAPER_HAS_DESIGN
#include "predict_log.hpp"
#endif

namespace taper::cli {

namespace {

struct predict_options {
  schedule_options what;
  quadratic_options model;
  std::string norms;
  std::string output;
#ifdef TAPER_HAS_DESIGN
  law_request law;
#endif
  bool json = false;
};

/// Rates, bound and losses over the run.
render::figure prediction_figure(const std::vector<bound_schedule>& given, const quadratic_setting& setting,
                                 const std::string& model) {
  render::figure f;
  f.title = "What two models expect";
  f.subtitle = fmt::format("noisy quadratic '{}', {} steps; last-iterate bound at its best peak", model, setting.steps);
  const auto panel = [](const char* title, const char* y, render::axis_scale scale) {
    return render::panel{.title = title, .x = {.label = "part of the run"}, .y = {.label = y, .scale = scale}};
  };
  f.panels = {panel("Schedules", "rate / peak", render::axis_scale::linear),
              panel("Last-iterate bound, each at its own best peak", "Ω at D = G = 1", render::axis_scale::log),
              panel("Quadratic, all at cosine's best peak", "loss", render::axis_scale::log),
              panel("Quadratic, each at its own best peak", "loss", render::axis_scale::log)};
  int color = 0;
  for (const bound_schedule& s : given) {
    const prediction_curves c = predicted_curves(s.bound, setting);
    const std::vector<double>* columns[] = {&c.rate, &c.bound, &c.shared_loss, &c.tuned_loss};
    for (std::size_t k = 0; k < f.panels.size(); ++k)
      f.panels[k].curves.push_back(
          {.name = k == 0 ? fitted(print(s.parsed), 40) : "", .x = c.x, .y = *columns[k], .color = color});
    ++color;
  }
  f.panel_height = 230;
  return f;
}

/// Gradient norms of a log for the bound; empty if not requested.
result<std::vector<double>> norms_of(const predict_options& o, std::uint64_t steps) {
  if (o.norms.empty()) return std::vector<double>();
  if (steps > 10'000'000) return failed(errc::too_large, "--steps must be at most 1e7 with --gradient-norms");
  TAPER_TRY(log, read_log_file(o.norms));
  return gradient_norms_of(log, static_cast<std::size_t>(steps));
}

result<int> predict_all(const predict_options& o) {
#ifdef TAPER_HAS_DESIGN
  if (!o.law.logs.empty()) return predict_from_log({o.what, o.law, o.output, o.json});
#endif
  TAPER_CHECK(picture_kind_of(o.output));
  if (o.what.specs.empty()) return failed(errc::missing, "no schedule given", "see taper predict --help");
  if (o.what.steps.empty()) return failed(errc::missing, "--steps is required");
  TAPER_TRY(given, read_schedules(o.what));
  const std::uint64_t steps = given.front().bound.steps();
  if (steps > 1'000'000'000) return failed(errc::too_large, "--steps must be at most 1e9 for a prediction");
  TAPER_TRY(setting, o.model.chosen());
  TAPER_TRY(norms, norms_of(o, steps));
  std::vector<prediction> all;
  taper::json::builder rows('[');
  for (const bound_schedule& s : given) {
    all.push_back(predict(s.bound, setting, {.gradient_norms = norms}));
    rows.raw(predict_json(s.spec, s.bound, all.back(), o.model.name()));
  }
  if (!o.output.empty()) {
    const render::figure f = prediction_figure(given, setting, o.model.name());
    render::html_report page({f.title, f.subtitle, "taper " TAPER_VERSION});
    page.chart(f);
    TAPER_CHECK(deliver_picture(o.output, f, page));
  }
  if (o.json) return deliver({}, support::indented(rows.done()) + "\n");

  std::vector<std::size_t> order(all.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
  std::ranges::stable_sort(
      order, [&](std::size_t a, std::size_t b) { return all[a].quadratic.tuned < all[b].quadratic.tuned; });
  std::size_t width = 8;
  for (const bound_schedule& s : given) width = std::max(width, fitted(print(s.parsed), 40).size());
  const style look;
  std::string out =
      look.bold(fmt::format("expected order, best first   ({} steps, noisy quadratic '{}')", steps, o.model.name())) +
      "\n";
  out += fmt::format("  {:<{}}  {:>9}  {:>9}  {:>9}  {:>10}  {:>9}  {:>9}  {:>7}\n", "schedule", width, "own peak",
                     "cosine's", "budget", "peak", "bound", "its peak", "Lambda");
  for (const std::size_t k : order) {
    const prediction& p = all[k];
    out += fmt::format(
        "  {:<{}}  {:>9}  {:>9}  {:>9}  {:>10}  {:>9.5f}  {:>9.5f}  {:>7}\n", fitted(print(given[k].parsed), 40), width,
        signed_percent(p.quadratic.tuned), signed_percent(p.quadratic.shared), signed_percent(p.quadratic.equal_budget),
        brief(p.quadratic.tuned_peak) + (p.quadratic.limited_by == tuned_rate::limit::stability_cap ? "*" : " "),
        p.omega, p.bound_peak, fmt::format("{:.5g}", p.lambda));
  }
  out += look.dim(
             "  Loss on the quadratic against tuned cosine: each at its own best peak, all at cosine's, all with "
             "cosine's sum of rates.\n"
             "  * stopped by the stability cap. bound: last-iterate bound at its best peak, D = G = 1; Lambda: its "
             "limit for long runs.\n"
             "  Neither model describes your network: they rank schedules but do not predict its loss.") +
         "\n";
  return deliver({}, out);
}

}  // namespace

action add_predict(CLI::App& verb) {
  auto o = std::make_shared<predict_options>();
  o->what.add_to(verb);
  verb.get_option("SPEC")->required(false);  // optional with --from-log
  verb.get_option("--steps")->required(false);
  o->model.add_to(verb);
  verb.add_option("--gradient-norms", o->norms, "use the gradient norms in this log instead of G = 1")
      ->type_name("LOG");
#ifdef TAPER_HAS_DESIGN
  o->law.add_to(verb, true);
#endif
  add_output(verb, o->output, "picture by its extension: .svg, .png, .html");
  add_json(verb, o->json);
  return [o] { return predict_all(*o); };
}

}  // namespace taper::cli
