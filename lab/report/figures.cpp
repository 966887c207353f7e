// Panels of curves and of results.
#include "report/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "report/conclusion.hpp"
#include "report/table.hpp"

namespace taper::lab {
namespace {

using namespace render;

// The same color for a schedule in every picture: first the default seven, then the others.
int color_of(const experiment_summary& e, const std::string& spec) {
  const std::string shape = spec.substr(0, spec.find(" |"));
  int k = 0;
  for (const std::string_view s : default_schedules()) {
    if (s == shape) return k;
    ++k;
  }
  for (const schedule_summary& s : e.schedules) {
    if (s.spec == spec) break;
    if (std::ranges::find(default_schedules(), s.spec) == default_schedules().end()) ++k;
  }
  return k;
}

dash_style dash_of(const std::string& spec) {
  return class_of(spec) == paper_class::violating ? dash_style::dashed : dash_style::automatic;
}

// The axis shows everything after the first tenth of the run, which would compress the rest.
void fit_axis(render::axis& y, const std::vector<spread>& all, double skip) {
  double low = INFINITY;
  double high = -INFINITY;
  for (const spread& s : all) {
    for (std::size_t k = static_cast<std::size_t>(skip * static_cast<double>(s.mean.size())); k < s.mean.size(); ++k) {
      if (std::isnan(s.mean[k])) continue;
      low = std::min(low, s.low[k]);
      high = std::max(high, s.high[k]);
    }
  }
  if (!(low < high)) return;
  if (y.scale == axis_scale::log) {
    y.min = low / std::pow(high / low, 0.05);
    y.max = high * std::pow(high / low, 0.05);
  } else {
    y.min = low - 0.05 * (high - low);
    y.max = high + 0.05 * (high - low);
  }
}

void add_spread(panel& p, const std::vector<double>& x, const spread& s, const std::string& name, int color,
                dash_style dash, bool band) {
  if (band)
    p.curves.push_back(
        {.x = x, .y = s.high, .y_low = s.low, .kind = series_kind::area, .color = color, .opacity = 0.13});
  p.curves.push_back({.name = name, .x = x, .y = s.mean, .color = color, .dash = dash, .width = 1.6});
}

panel rate_panel(const experiment_summary& e, const experiment_curves& curves) {
  panel p{.title = "learning rate", .x = {.label = "step"}, .y = {.min = 0.0}};
  for (const schedule_curves& s : curves.schedules)
    p.curves.push_back({.name = s.spec,
                        .x = curves.steps,
                        .y = s.rate,
                        .color = color_of(e, s.spec),
                        .dash = dash_of(s.spec),
                        .width = 1.6});
  return p;
}

panel loss_panel(const experiment_summary& e, const experiment_curves& curves,
                 std::vector<binned> schedule_curves::* which, const std::string& title) {
  panel p{.title = title, .x = {.label = "step"}, .y = {.label = e.name == "quadratic" ? "" : "nats"}};
  std::vector<spread> all;
  double low = INFINITY;
  double high = 0.0;
  for (const schedule_curves& s : curves.schedules) {
    all.push_back(over_seeds(s.*which));
    for (const double v : all.back().mean) {
      if (std::isnan(v)) continue;
      low = std::min(low, v);
      high = std::max(high, v);
    }
  }
  if (low > 0.0 && high > 5.0 * low) p.y.scale = axis_scale::log;
  fit_axis(p.y, all, 0.06);
  for (std::size_t k = 0; k < all.size(); ++k) {
    const std::string& spec = curves.schedules[k].spec;
    add_spread(p, curves.steps, all[k], spec, color_of(e, spec), dash_of(spec), curves.schedules[k].seeds.size() > 1);
  }
  if (e.optimum && *e.optimum > 0.0 && which == &schedule_curves::held_out)
    p.lines.push_back({.at = *e.optimum, .label = "lowest possible"});
  return p;
}

panel difference_panel(const experiment_summary& e, const experiment_curves& curves,
                       std::vector<binned> schedule_curves::* which, const std::string& title) {
  panel p{.title = title, .x = {.label = "step"}, .y = {}};
  const auto reference = std::ranges::find(curves.schedules, e.reference, &schedule_curves::spec);
  if (reference == curves.schedules.end()) return p;
  std::vector<spread> all;
  for (const schedule_curves& s : curves.schedules) {
    if (s.spec == e.reference) continue;
    all.push_back(over_seeds(paired(s, *reference, which)));
    add_spread(p, curves.steps, all.back(), s.spec, color_of(e, s.spec), dash_of(s.spec), s.seeds.size() > 1);
  }
  fit_axis(p.y, all, 0.6);  // the end of the run is what counts
  p.lines.push_back({.at = 0.0, .label = e.reference});
  return p;
}

bool has_points(const experiment_curves& curves, std::vector<binned> schedule_curves::* which, std::size_t at_least) {
  return std::ranges::any_of(curves.schedules, [&](const schedule_curves& s) {
    return std::ranges::any_of(s.*which, [&](const binned& c) {
      return static_cast<std::size_t>(std::ranges::count_if(c, [](double v) { return !std::isnan(v); })) >= at_least;
    });
  });
}

// Curves with gaps are drawn through them.
experiment_curves without_gaps(const experiment_curves& curves) {
  experiment_curves out = curves;
  std::vector<std::size_t> kept;
  for (std::size_t k = 0; k < curves.steps.size(); ++k) {
    const bool any = std::ranges::any_of(curves.schedules, [&](const schedule_curves& s) {
      return std::ranges::any_of(s.held_out, [&](const binned& c) { return !std::isnan(c[k]); });
    });
    if (any) kept.push_back(k);
  }
  const auto keep = [&](binned& c) {
    binned fewer;
    for (const std::size_t k : kept) fewer.push_back(c[k]);
    c = std::move(fewer);
  };
  keep(out.steps);
  for (schedule_curves& s : out.schedules) std::ranges::for_each(s.held_out, keep);
  return out;
}

// Room to the left and right of every dot and interval.
void widen(render::axis& x, const std::vector<schedule_summary>& all) {
  double low = INFINITY;
  double high = -INFINITY;
  for (const schedule_summary& s : all) {
    if (s.values.empty()) continue;
    const double half = s.metric.half_width.value_or(0.0);
    low = std::min({low, s.metric.mean - half, *std::ranges::min_element(s.values)});
    high = std::max({high, s.metric.mean + half, *std::ranges::max_element(s.values)});
  }
  if (!(low < high)) return;
  x.min = low - 0.03 * (high - low);
  x.max = high + 0.03 * (high - low);
}

// One row per schedule, the best on top.
panel mean_panel(const experiment_summary& e) {
  panel p{.title = words_of_metric(e.metric) + ", mean and 95 % interval", .x = {}, .y = {}};
  const auto rows = static_cast<double>(e.schedules.size());
  p.y.min = -0.6;
  p.y.max = rows - 0.4;
  double row = rows;
  for (const schedule_summary& s : e.schedules) {
    row -= 1.0;
    p.y.ticks.push_back({.at = row, .label = s.spec});
    if (s.values.empty()) continue;
    const int color = color_of(e, s.spec);
    p.curves.push_back({.x = s.values,
                        .y = std::vector<double>(s.values.size(), row),
                        .kind = series_kind::dots,
                        .color = color,
                        .width = 3.0,
                        .opacity = 0.45});
    if (s.metric.half_width)
      p.curves.push_back({.x = {s.metric.mean - *s.metric.half_width, s.metric.mean + *s.metric.half_width},
                          .y = {row, row},
                          .color = color,
                          .dash = dash_style::solid,
                          .width = 2.2});
    p.curves.push_back(
        {.name = s.spec, .x = {s.metric.mean}, .y = {row}, .kind = series_kind::dots, .color = color, .width = 8.0});
  }
  widen(p.x, e.schedules);
  if (e.optimum && *e.optimum > 0.0)
    p.lines.push_back({.along = orientation::vertical, .at = *e.optimum, .label = "lowest possible"});
  return p;
}

panel prediction_panel(const experiment_summary& e, double expectation::* model, const std::string& title,
                       std::optional<double> rank) {
  panel p{.title = title + (rank ? fmt::format(", rank correlation {:+.2f}", *rank) : ""),
          .x = {.label = "predicted, relative to " + e.reference, .numbers = number_style::percent},
          .y = {.label = "measured", .numbers = number_style::percent}};
  const auto at = std::ranges::find(e.schedules, e.reference, &schedule_summary::spec);
  if (at == e.schedules.end() || at->values.empty() || !(at->metric.mean > 0.0)) return p;
  for (const schedule_summary& s : e.schedules) {
    if (!s.expected || s.values.empty() || !std::isfinite((*s.expected).*model)) continue;
    const double x = (*s.expected).*model - (at->expected ? (*at->expected).*model : 0.0);
    const double y = s.metric.mean / at->metric.mean - 1.0;
    p.curves.push_back({.x = {x}, .y = {y}, .kind = series_kind::dots, .color = color_of(e, s.spec), .width = 8.0});
  }
  return p;
}

}  // namespace

figure curve_figure(const experiment_summary& e, const experiment_curves& curves) {
  figure f;
  f.title = headline(e);
  f.subtitle =
      "lines: mean over seeds; bands: from the lowest to the highest seed; dashed: schedules that violate the rule";
  f.columns = 2;
  f.panel_height = 230;
  f.panels.push_back(rate_panel(e, curves));
  f.panels.push_back(loss_panel(e, curves, &schedule_curves::loss, "training loss"));
  f.panels.push_back(
      difference_panel(e, curves, &schedule_curves::loss, "training loss minus " + e.reference + ", same seed"));
  if (has_points(curves, &schedule_curves::held_out, 3)) {
    f.panels.push_back(loss_panel(e, without_gaps(curves), &schedule_curves::held_out, "held-out loss"));
  } else {
    f.panels.back().columns_wide = 2;
  }
  return f;
}

figure result_figure(const experiment_summary& e) {
  figure f;
  f.title = e.name + ": results and predictions";
  f.subtitle = "small dots: seeds; predictions are fractions above cosine, made before the runs";
  f.columns = 2;
  f.panel_height = std::max(150.0, 30.0 * static_cast<double>(e.schedules.size()));
  f.panels.push_back(mean_panel(e));
  f.panels.back().columns_wide = 2;
  f.panels.push_back(prediction_panel(e, &expectation::quadratic, "noisy quadratic", e.quadratic_rank));
  f.panels.push_back(prediction_panel(e, &expectation::bound, "convex bound", e.bound_rank));
  return f;
}

}  // namespace taper::lab
