// taper plot: schedules and their dynamics as a picture.
#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>

#include "check_report.hpp"
#include "picture.hpp"
#include "schedule_figure.hpp"
#include "style.hpp"
#include "support/version.hpp"
#include "taper/text.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

using json = nlohmann::ordered_json;

struct plot_options {
  schedule_options what;
  verdict_options how;
  std::string output;
  std::vector<std::string> panels;
  std::string title;
  bool json = false;
};

/// An HTML page: the picture, a table of verdicts, reasons and remedies.
result<render::html_report> page_of(const std::vector<bound_schedule>& all, const check_options& how,
                                    const render::figure& f) {
  render::html_report page({f.title, f.subtitle, "taper " TAPER_VERSION});
  page.chart(f);
  render::html_table t;
  t.columns = {{"schedule"},
               {"verdict"},
               {"early z", render::text_align::right},
               {"steepness", render::text_align::right},
               {"late rate", render::text_align::right},
               {"budget", render::text_align::right},
               {"peak ×", render::text_align::right},
               {"expected loss, shared peak", render::text_align::right},
               {"own peak", render::text_align::right}};
  std::vector<std::vector<render::text_piece>> why;
  for (const bound_schedule& s : all) {
    TAPER_TRY(c, check(s.bound, how));
    const cosine_baseline against = cosine_baseline_of(s.bound);
    const auto plain = [](std::string text) { return render::text_piece{std::move(text), render::text_style::plain}; };
    t.rows.push_back({{print(s.parsed), render::text_style::code},
                      render::verdict_badge(tone_of(c.verdict)),
                      plain(brief(c.early.value)),
                      plain(brief(c.middle.steepness)),
                      plain(brief(c.late.value)),
                      plain(brief(c.budget)),
                      plain(brief(against.multiplier.budget)),
                      plain(signed_percent(against.quadratic.shared)),
                      plain(signed_percent(against.quadratic.tuned))});
    for (const finding& x : c.faults)
      why.push_back({{print(s.parsed), render::text_style::code}, plain(" fault: " + x.message)});
    for (const std::string& reason : c.reasons)
      why.push_back({{print(s.parsed), render::text_style::code}, plain(" " + reason)});
    for (const std::string& remedy : c.remedies)
      why.push_back({{print(s.parsed), render::text_style::code}, plain(" to satisfy the rule: " + remedy)});
  }
  t.caption = "Limits: early z at most " + brief(how.slack) + " and late rate at least 1 (paper), steepness at most " +
              brief(how.steepness_max) + " (ours, calibrated on the paper).";
  page.heading("Verdicts");
  page.table(t);
  if (!why.empty()) {
    page.heading("Why, and what to change");
    page.list(why);
  }
  page.heading("How to read it");
  page.paragraph(
      "The rule covers only the fall of a schedule, not its warmup, hold or peak. It is a heuristic: 1-sqrt "
      "cooldowns and cosine to 10% "
      "violate it and are among the best published schedules. Peak × is the factor that gives a schedule the budget of "
      "cosine; the "
      "expected losses are those of a "
      "noisy quadratic relative to cosine, once at cosine's best peak and once at each schedule's own.");
  return page;
}

result<std::vector<figure_panel>> panels_of(const std::vector<std::string>& names) {
  std::vector<figure_panel> out;
  for (const std::string& n : names) {
    if (n == "window" || n == "rate")
      out.push_back(figure_panel::rate);
    else if (n == "gamma_bar")
      out.push_back(figure_panel::gamma_bar);
    else if (n == "acceptance")
      out.push_back(figure_panel::acceptance);
    else if (n == "steepness")
      out.push_back(figure_panel::steepness);
    else if (n == "kappa")
      out.push_back(figure_panel::kappa);
    else
      return failed(errc::unknown_name, "unknown panel " + echoed(n),
                    "panels are window, gamma_bar, acceptance, steepness, kappa");
  }
  if (out.empty())
    out = {figure_panel::rate, figure_panel::gamma_bar, figure_panel::acceptance, figure_panel::steepness};
  return out;
}

constexpr std::string_view panel_names[] = {"window", "gamma_bar", "acceptance", "steepness", "kappa"};

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
  TAPER_TRY(panels, panels_of(o.panels));
  render::figure f = schedule_figure(given, how, panels);
  if (!o.title.empty()) {
    if (given.size() == 1) f.subtitle = f.title + "; " + f.subtitle;
    f.title = o.title;
  }
  if (o.json) {
    if (!o.output.empty()) return failed(errc::conflict, "--json and -o exclude each other");
    return deliver({}, data_of(given, f, panels, how).dump() + "\n");
  }
  if (kind != picture_kind::html) return deliver_picture(o.output, f, render::html_report({f.title}));
  TAPER_TRY(page, page_of(given, how, f));
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
