// taper fit: the nearest member of a family to a schedule or a file of rates.
#include "taper/design/fit.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "fit_target.hpp"
#include "options.hpp"
#include "picture.hpp"
#include "style.hpp"
#include "support/indented_json.hpp"
#include "support/version.hpp"
#include "taper/design/fit_json.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

struct fit_request {
  std::string family;
  std::string to;
  std::string by = "sup";
  std::string steps;
  std::string output;
  bool json = false;
};

/// The text after "any" in "any", "any | modifiers" or "any,modifier=…".
std::optional<std::string_view> after_any(std::string_view family) {
  if (!family.starts_with("any")) return std::nullopt;
  const std::string_view rest = family.substr(3);
  if (rest.empty() || std::string_view(" |,").find(rest.front()) != std::string_view::npos) return rest;
  return std::nullopt;
}

std::string ranking_text(const fit_ranking& ranking, const fit_request& o, const fit_target& target,
                         const style& look) {
  std::size_t width = 10;
  for (const fit_member& m : ranking.members) width = std::max(width, print(m.member).size());
  width = std::min<std::size_t>(width, 60);
  std::string out = fmt::format("nearest to {} by {} distance, {} of {} steps\n\n", fitted(o.to, 60), o.by,
                                target.at.size(), target.steps);
  out += look.dim(fmt::format("  {:<{}}  {:>9}  {:>9}  {:>9}  worst step", "", width, "sup", "l2", "dynamics")) + "\n";
  for (std::size_t k = 0; k < ranking.members.size(); ++k) {
    const fit_member& m = ranking.members[k];
    const std::string name = fmt::format("{:<{}}", print(m.member), width);
    out += "  " + (k < ranking.tied ? look.bold(name) : name) +
           fmt::format("  {:>9}  {:>9}  {:>9}  {}\n", brief(m.apart.sup), brief(m.apart.l2), brief(m.apart.dynamics),
                       m.apart.worst_step);
  }
  out += "\n";
  if (ranking.tied > 1) out += fmt::format("  tie       the first {} are equally near\n", ranking.tied);
  const fit_member& best = ranking.members.front();
  for (const schedule& s : best.ties) out += "  tie       " + print(s) + " is as near\n";
  for (const fit_member& m : ranking.members) {
    for (const std::string_view name : m.redundant) {
      out += fmt::format("  note      {}: {} has the same effect as another parameter; left at {}\n",
                         m.member.shape.info().name, name, print_number(*parameter_value(m.member.shape, name)));
    }
  }
  out += look.dim(
             "  sup, l2: of the rate over the peak; dynamics: root mean square of ln of the ratio of time-normalized "
             "rates.") +
         "\n";
  return out;
}

render::series curve_of(const fit_target& target, std::string name) {
  render::series out{.name = std::move(name)};
  for (const std::uint64_t t : target.at) out.x.push_back(static_cast<double>(t));
  return out;
}

/// Rates in the upper panel, their differences in the lower one; at most the three nearest members.
render::figure fit_figure(const fit_ranking& ranking, const fit_request& o, const fit_target& target) {
  render::figure f;
  f.title = "Nearest to " + fitted(o.to, 50);
  f.subtitle = fmt::format("by {} distance, {} steps", o.by, target.steps);
  f.columns = 1;
  render::panel rates{.title = "Learning rate",
                      .x = {.label = "step"},
                      .y = {.label = target.peak == 1.0 ? "rate / peak" : "learning rate", .min = 0.0}};
  render::panel between{.title = "Member minus target", .x = {.label = "step"}, .y = {.label = "part of the peak"}};
  render::series given = curve_of(target, "target");
  given.y = target.rates;
  given.width = 4.0;
  given.opacity = 0.45;
  rates.curves.push_back(given);
  const std::size_t shown =
      std::min<std::size_t>(std::max<std::size_t>(ranking.tied, 3), std::min<std::size_t>(ranking.members.size(), 4));
  for (std::size_t k = 0; k < shown; ++k) {
    const fit_member& m = ranking.members[k];
    const run r = m.member.over(target.steps);
    render::series s = curve_of(target, print(m.member));
    s.color = static_cast<int>(k) + 1;
    render::series d = s;
    d.name.clear();
    for (std::size_t j = 0; j < target.at.size(); ++j) {
      s.y.push_back(r(target.at[j]));
      d.y.push_back((s.y.back() - target.rates[j]) / target.peak);
    }
    rates.curves.push_back(std::move(s));
    between.curves.push_back(std::move(d));
  }
  between.lines.push_back({render::orientation::horizontal, 0.0, "", render::tone::neutral});
  f.panels = {std::move(rates), std::move(between)};
  f.panel_height = 250;
  return f;
}

result<int> run_fit(const fit_request& o) {
  TAPER_TRY(target, in_text(names_a_file(o.to) ? "" : o.to, read_fit_target(o.to, o.steps)));
  TAPER_TRY(by, distance_named(o.by));
  std::vector<pattern> families;
  if (const std::optional<std::string_view> rest = after_any(o.family)) {
    TAPER_TRY(all, all_patterns(*rest));
    families = std::move(all);
  } else {
    TAPER_TRY(one, in_text(o.family, parse_pattern(o.family)));
    families.push_back(std::move(one));
  }
  TAPER_TRY(ranking, in_text(o.family, fit_all(families, target, {.by = by})));
  if (!o.output.empty()) {
    const render::figure f = fit_figure(ranking, o, target);
    render::html_report page({f.title, f.subtitle, "taper " TAPER_VERSION});
    page.chart(f);
    TAPER_CHECK(deliver_picture(o.output, f, page));
  }
  return deliver({}, o.json ? support::indented(fit_json(ranking, by, o.to, target.steps)) + "\n"
                            : ranking_text(ranking, o, target, style()));
}

}  // namespace

action add_fit(CLI::App& verb) {
  auto o = std::make_shared<fit_request>();
  verb.add_option("FAMILY", o->family, "a family; given parameters are fixed, others fitted; any for all families")
      ->required()
      ->type_name("");
  verb.add_option("--to", o->to, "a schedule, a CSV file of step and rate, or a training log (- for stdin)")
      ->required()
      ->type_name("SPEC|FILE");
  verb.add_option("--by", o->by, "distance: largest, root mean square, or of the time-normalized rate")
      ->type_name("sup|l2|dynamics")
      ->check(one_of({"sup", "l2", "dynamics"}))
      ->capture_default_str();
  verb.add_option("--steps,-n", o->steps, "length of the run (default: 1000, or up to the last step of a file)")
      ->type_name("N");
  add_output(verb, o->output, "picture by its extension: .svg, .png, .html");
  add_json(verb, o->json);
  return [o] { return run_fit(*o); };
}

}  // namespace taper::cli
