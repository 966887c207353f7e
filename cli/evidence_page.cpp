// The evidence as a picture and as a page.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "evidence_report.hpp"
#include "support/version.hpp"

namespace taper::cli {

namespace {

// Losses beyond these limits are drawn at the edge; outliers then do not compress the scale.
constexpr double lowest_shown = -0.05, highest_shown = 1.0;

struct scatter {
  std::string title, x_label;
  std::size_t problem;
  protocol under;
  double (*x_of)(const evidence_row&);
  render::axis_scale scale = render::axis_scale::linear;
  double rule = NAN;  ///< the rule's limit on this axis
};

double shown_loss(double loss) { return std::clamp(loss, lowest_shown, highest_shown); }

render::panel panel_of(const evidence& e, const scatter& s, bool named) {
  render::panel p{.title = s.title,
                  .x = {.label = s.x_label, .scale = s.scale},
                  .y = {.label = "above tuned cosine",
                        .min = lowest_shown,
                        .max = highest_shown,
                        .numbers = render::number_style::percent}};
  for (const verdict v : {verdict::favorable, verdict::marginal, verdict::violating}) {
    render::series points{.kind = render::series_kind::dots, .width = 4.5, .opacity = 0.65};
    points.color = v == verdict::favorable ? 2 : v == verdict::marginal ? 1 : 3;
    if (named) points.name = std::string(word_of(v));
    for (const evidence_row& r : e.rows) {
      const double x = s.x_of(r);
      if (r.verdict != v || !r.counts(s.problem, s.under) || !std::isfinite(x)) continue;
      points.x.push_back(x);
      points.y.push_back(shown_loss(r.loss(s.problem, s.under)));
    }
    p.curves.push_back(std::move(points));
  }
  p.lines.push_back({render::orientation::horizontal, e.threshold, "", render::tone::neutral});
  if (!std::isnan(s.rule))
    p.lines.push_back({render::orientation::vertical, s.rule, "the rule", render::tone::neutral});
  for (const char* spec : {"exp(beta=0.05)", "one_minus_sqrt", "sigmoid(i=40)"}) {
    const evidence_row* r = e.find(spec);
    if (r != nullptr && std::isfinite(s.x_of(*r)))
      p.notes.push_back({s.x_of(*r), shown_loss(r->loss(s.problem, s.under)), spec, render::marker_shape::ring,
                         render::tone::neutral});
  }
  return p;
}

std::string two(double v) { return std::isnan(v) ? std::string("–") : fmt::format("{:+.2f}", v); }

void add_association_table(render::html_report& page, const evidence& e, std::size_t problem) {
  render::html_table t;
  t.caption = std::string(evidence_problems[problem].name) +
              ": rank correlation with the loss (inside families), and area under the curve for losing";
  t.columns = {{"predictor"}};
  for (const protocol under : protocols) {
    t.columns.push_back({std::string(name_of(under)), render::text_align::right});
    t.columns.push_back({"inside", render::text_align::right});
    t.columns.push_back({"AUC", render::text_align::right});
  }
  for (const predictor by : predictors) {
    std::vector<render::text_piece> row{{std::string(name_of(by))}};
    for (const protocol under : protocols) {
      const association& a = e.of(by, problem, under);
      row.push_back({two(a.correlation)});
      row.push_back({two(a.within_families)});
      row.push_back({std::isnan(a.area) ? std::string("–") : fmt::format("{:.2f}", a.area)});
    }
    t.rows.push_back(std::move(row));
  }
  page.table(t);
}

void add_window_table(render::html_report& page, const evidence& e) {
  render::html_table t;
  t.caption = "Every window, best tuned loss on default first; losses are above tuned cosine's";
  t.columns = {{"window"}, {"verdict"}};
  for (const char* name : {"margin", "budget", "Λ", "shared", "tuned", "budget", "capped", "long, tuned"})
    t.columns.push_back({name, render::text_align::right});
  std::vector<std::size_t> order(e.rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return e.rows[a].losses[0].tuned < e.rows[b].losses[0].tuned; });
  for (const std::size_t k : order) {
    const evidence_row& r = e.rows[k];
    const render::tone tone = r.verdict == verdict::favorable  ? render::tone::favorable
                              : r.verdict == verdict::marginal ? render::tone::marginal
                                                               : render::tone::violating;
    t.rows.push_back({{r.spec, render::text_style::code},
                      render::verdict_badge(tone),
                      {fmt::format("{:+.2f}", r.margin)},
                      {fmt::format("{:.3f}", r.budget)},
                      {brief(r.lambda)},
                      {signed_percent(r.losses[0].shared)},
                      {signed_percent(r.losses[0].tuned)},
                      {signed_percent(r.losses[0].equal_budget)},
                      {signed_percent(r.losses[1].tuned)},
                      {signed_percent(r.losses[2].tuned)}});
  }
  page.table(t);
}

}  // namespace

render::figure evidence_figure(const evidence& e) {
  const auto margin = [](const evidence_row& r) { return r.margin; };
  const auto budget = [](const evidence_row& r) { return r.budget; };
  const std::vector<scatter> all = {
      {"Shared peak: the rule's margin", "margin: ln(limit / value) of the worst stage", 0, protocol::shared, margin,
       render::axis_scale::linear, 0.0},
      {"Tuned: the rule's margin", "margin", 0, protocol::tuned, margin, render::axis_scale::linear, 0.0},
      {"Shared peak: the budget", "sum of rates / (peak × steps)", 0, protocol::shared, budget},
      {"Equal budget: the rule's margin", "margin", 0, protocol::equal_budget, margin, render::axis_scale::linear, 0.0},
      {"Tuned: Λ of the last-iterate bound", "Λ", 0, protocol::tuned, [](const evidence_row& r) { return r.lambda; },
       render::axis_scale::log},
      {"Long, little noise, tuned: the rule's margin", "margin", 2, protocol::tuned, margin, render::axis_scale::linear,
       0.0},
  };
  render::figure f;
  f.title = "The three-stage rule against losses";
  f.subtitle = fmt::format(
      "{} windows on the noisy quadratic; a dot above the dashed line ends more than {:.3g} % above tuned cosine",
      e.rows.size(), 100 * e.threshold);
  f.panel_height = 260;
  bool first = true;
  for (const scatter& s : all) f.panels.push_back(panel_of(e, s, std::exchange(first, false)));
  f.footnote = "Losses beyond 100 % are drawn at the edge; windows with infinite Λ are left out of its panel.";
  return f;
}

render::html_report evidence_page(const evidence& e) {
  const render::figure f = evidence_figure(e);
  render::html_report page({f.title, f.subtitle, "taper " TAPER_VERSION ", taper evidence"});
  const std::vector<evidence_statement> said = statements_of(e);
  const auto say = [&](std::initializer_list<std::string_view> abouts, const char* heading) {
    page.heading(heading);
    for (const evidence_statement& s : said) {
      if (std::find(abouts.begin(), abouts.end(), s.about) != abouts.end()) page.paragraph(s.text);
    }
  };
  say({"where-it-predicts", "where-it-does-not"}, "Where the rule predicts, and where it does not");
  page.chart(f);
  say({"exceptions"}, "Exceptions");
  say({"small-budget"}, "exp(beta=0.05) and its budget");
  say({"chain"}, "The chain: parameter, rate, collapse, loss");
  say({"better-predictors"}, "What predicts better");
  for (std::size_t p = 0; p < evidence_problems.size(); ++p) add_association_table(page, e, p);
  say({"limits"}, "Limits");
  page.heading("Every window");
  add_window_table(page, e);
  return page;
}

}  // namespace taper::cli
