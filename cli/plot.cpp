// taper plot: schedules and their dynamics as a picture.
#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>

#include "check_report.hpp"
#include "json_text.hpp"
#include "picture.hpp"
#include "reports/schedule_figure.hpp"
#include "reports/schedule_page.hpp"
#include "style.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

using reports::figure_panel;
using reports::panel_names;
using json = nlohmann::ordered_json;

struct plot_options {
  schedule_options what;
  verdict_options how;
  std::string output;
  std::vector<std::string> panels;
  std::string title;
  bool json = false;
};

/// The curves of the picture, as data.
json data_of(const std::vector<bound_schedule>& all, const render::figure& f, const std::vector<figure_panel>& panels,
             const check_options& how) {
  json out = {
      {"schema", "taper.plot/1"}, {"title", f.title}, {"steps", all.front().bound.steps()}, {"delta", how.delta}};
  const auto values = [](const std::vector<double>& from) {
    json to = json::array();
    for (const double v : from) to.push_back(number_or_null(v));
    return to;
  };
  json& drawn = out["panels"] = json::array();
  for (std::size_t k = 0; k < panels.size() && k < f.panels.size(); ++k) {
    json curves = json::array();
    for (std::size_t s = 0; s < all.size(); ++s) {  // the figure has one curve per schedule, in the same order
      const render::series& c = f.panels[k].curves[s];
      curves.push_back({{"spec", all[s].spec}, {"step", values(c.x)}, {"value", values(c.y)}});
    }
    drawn.push_back({{"panel", panel_names[static_cast<std::size_t>(panels[k])]}, {"curves", std::move(curves)}});
  }
  return out;
}

result<int> plot(const plot_options& o) {
  TAPER_TRY(kind, picture_kind_of(o.output));
  TAPER_TRY(given, read_schedules(o.what));
  const check_options how = o.how.chosen();
  for (const auto& [name, value] : {std::pair{"--delta", how.delta}, {"--slack", how.slack}}) {
    if (value > 0.0 && std::isfinite(value)) continue;
    return failed(errc::out_of_range, name + (" must be > 0 and finite, got " + print_number(value)));
  }
  TAPER_TRY(panels, reports::panels_of(o.panels));
  render::figure f = schedule_figure(given, how, panels);
  if (!o.title.empty()) {
    if (given.size() == 1) f.subtitle = f.title + "; " + f.subtitle;
    f.title = o.title;
  }
  if (o.json) {
    if (!o.output.empty()) return failed(errc::conflict, "--json and -o exclude each other");
    return deliver({}, json_text(data_of(given, f, panels, how), -1) + "\n");
  }
  if (kind != picture_kind::html) return deliver_picture(o.output, f, render::html_report({f.title}));
  TAPER_TRY(page, schedule_page(given, how, f));
  return deliver_picture(o.output, f, page);
}

}  // namespace

action add_plot(CLI::App& verb) {
  auto o = std::make_shared<plot_options>();
  o->what.add_to(verb);
  o->how.add_to(verb);
  verb.add_option("--panels", o->panels, "window, gamma_bar, acceptance, steepness (these four), kappa")
      ->delimiter(',')
      ->type_name("LIST");
  verb.add_option("--title", o->title, "title of the picture")->type_name("TITLE");
  add_output(verb, o->output, "picture by its extension: .svg, .png, .html; without it, in the terminal");
  add_json(verb, o->json);
  return [o] { return plot(*o); };
}

}  // namespace taper::cli
