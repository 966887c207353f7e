// Draws safe operating areas.
#include "safe_figure.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "style.hpp"

namespace taper::cli {

namespace {

bool spans_decades(double low, double high) { return low > 0.0 && high / low > 10.0; }

/// `n` values from low to high, evenly spaced on a linear or logarithmic axis.
std::vector<double> values_over(interval over, int n) {
  std::vector<double> out;
  for (int k = 0; k < n; ++k) {
    const double u = static_cast<double>(k) / (n - 1);
    out.push_back(spans_decades(over.low, over.high) ? over.low * std::pow(over.high / over.low, u)
                                                     : over.low + u * (over.high - over.low));
  }
  return out;
}

bool published_here(const safe_range& area) { return area.published && area.published->parameter == area.parameter; }

/// Both ends of a published range as lines across the picture; one has a label.
void add_published(render::panel& p, const published_range& range) {
  if (!(range.low < range.high)) return;
  for (const double at : {range.low, range.high}) {
    p.lines.push_back({render::orientation::vertical, at, at == range.high ? "published" : "", render::tone::neutral});
  }
}

/// Cell edges half-way between the values of an axis.
std::vector<double> edges_of(const std::vector<double>& values) {
  std::vector<double> out = {values.front()};
  for (std::size_t k = 0; k + 1 < values.size(); ++k) out.push_back(0.5 * (values[k] + values[k + 1]));
  out.push_back(values.back());
  return out;
}

bool inside(const std::vector<interval>& all, double v) {
  return std::ranges::any_of(all, [v](const interval& i) { return v >= i.low && v <= i.high; });
}

/// The sides of one region, row by row from row `first`; a region that splits or joins another is cut there.
struct outline {
  std::size_t first = 0;
  std::vector<double> left, right;
  [[nodiscard]] std::size_t last() const { return first + left.size() - 1; }
};

std::vector<outline> outlines_of(const safe_map& m, std::vector<interval> safe_range::* which) {
  std::vector<outline> closed;
  std::vector<outline> open;
  for (std::size_t row = 0; row < m.boundary.size(); ++row) {
    std::vector<outline> next;
    const auto touch = [](const outline& o, const interval& i) {
      return o.left.back() <= i.high && o.right.back() >= i.low;
    };
    for (const interval& i : m.boundary[row].*which) {
      const auto here = [&](const outline& o) { return touch(o, i); };
      const auto found = std::ranges::find_if(open, here);
      const bool joins = std::ranges::count_if(open, here) > 1;
      const bool splits =
          found != open.end() && std::ranges::count_if(m.boundary[row].*which,
                                                       [&](const interval& other) { return touch(*found, other); }) > 1;
      const bool continues = found != open.end() && !joins && !splits;
      outline grown = continues ? *found : outline{.first = row, .left = {}, .right = {}};
      if (continues) open.erase(found);
      grown.left.push_back(i.low);
      grown.right.push_back(i.high);
      next.push_back(std::move(grown));
    }
    closed.insert(closed.end(), open.begin(), open.end());
    open = std::move(next);
  }
  closed.insert(closed.end(), open.begin(), open.end());
  return closed;
}

/// The parts of [low, high] outside all of `others`, which are in order.
std::vector<interval> outside(double low, double high, const std::vector<interval>& others) {
  std::vector<interval> out;
  for (const interval& i : others) {
    if (i.low > low) out.push_back({low, std::min(high, i.low)});
    low = std::max(low, i.high);
    if (low >= high) return out;
  }
  out.push_back({low, high});
  return out;
}

/// Draws where a region ends: its sides, and its top and bottom where the neighboring row is outside it. The edge of the
/// sweep is not a boundary.
void add_outlines(render::panel& p, const safe_map& m, std::vector<interval> safe_range::* which) {
  constexpr double gap = std::numeric_limits<double>::quiet_NaN();
  const interval searched = m.boundary.front().searched;
  render::series s{.color = 6, .dash = render::dash_style::solid, .width = 1.2};
  const auto add = [&](double x, double y) {
    s.x.push_back(x > searched.low && x < searched.high ? x : gap);
    s.y.push_back(y);
  };
  const auto lift = [&] {
    s.x.push_back(gap);
    s.y.push_back(gap);
  };
  const auto cap = [&](double low, double high, std::size_t row, std::size_t neighbor) {
    for (const interval& i : outside(low, high, m.boundary[neighbor].*which)) {
      lift();
      for (const double x : {i.low, i.high}) {
        s.x.push_back(x);
        s.y.push_back(m.second_values[row]);
      }
    }
  };
  for (const outline& o : outlines_of(m, which)) {
    for (const std::vector<double>* side : {&o.left, &o.right}) {
      lift();
      for (std::size_t k = 0; k < side->size(); ++k) add((*side)[k], m.second_values[o.first + k]);
    }
    if (o.first > 0) cap(o.left.front(), o.right.front(), o.first, o.first - 1);
    if (o.last() + 1 < m.boundary.size()) cap(o.left.back(), o.right.back(), o.last(), o.last() + 1);
  }
  p.curves.push_back(std::move(s));
}

}  // namespace

interval worth_showing(const safe_range& area) {
  if (!spans_decades(area.searched.low, area.searched.high)) return area.searched;
  interval shown = {area.searched.high, area.searched.low};
  const auto include = [&](double low, double high) {
    shown.low = std::min(shown.low, low);
    shown.high = std::max(shown.high, high);
  };
  for (const interval& i : area.marginal) include(i.low, i.high);
  if (published_here(area)) include(area.published->low, area.published->high);
  if (!(shown.low <= shown.high)) return area.searched;
  constexpr double around = 5.0;
  const double low = std::max({area.searched.low, shown.low / around, 1e-2});
  return {low, std::min(area.searched.high, std::max(low, shown.high) * around)};
}

render::figure range_figure(const safe_range& area, const any_window& w, const check_options& how, interval shown) {
  render::figure f;
  f.title = "Safe operating area of " + area.family + ": " + area.parameter;
  f.subtitle =
      std::to_string(area.steps) + " steps; each stage as a part of its limit, green where all three are below it";
  f.columns = 1;
  render::panel p;
  p.x.label = area.parameter;
  p.x.min = shown.low;
  p.x.max = shown.high;
  p.y.label = "part of the limit";
  p.y.scale = render::axis_scale::log;
  p.y.min = 1e-2;
  p.y.max = 1e2;
  if (spans_decades(shown.low, shown.high)) p.x.scale = render::axis_scale::log;
  render::series early{.name = "early: odds of decay"};
  render::series middle{.name = "middle: steepness", .color = 1};
  render::series late{.name = "late: 1 / rate", .color = 3};
  for (const double v : values_over(shown, 241)) {
    const std::optional<any_window> at = with_parameter(w, area.parameter, v);
    if (!at) continue;
    const stages s = judge(fall_of(schedule{*at, {}}.over(area.steps)), how);
    for (render::series* c : {&early, &middle, &late}) c->x.push_back(v);
    early.y.push_back(s.early.value / how.slack);
    middle.y.push_back(s.middle.steepness / how.steepness_max);
    late.y.push_back(1.0 / s.late.value);
  }
  p.curves = {early, middle, late};
  p.lines.push_back({render::orientation::horizontal, 1.0, "limit", render::tone::violating});
  for (const interval& i : area.favorable) {
    p.bands.push_back({render::orientation::vertical, i.low, i.high, "favorable", render::tone::favorable});
  }
  for (const interval& i : area.marginal) {  // only the part outside the favorable range
    double from = i.low;
    for (const interval& g : area.favorable) {
      if (g.low < i.low || g.high > i.high) continue;
      if (g.low > from) p.bands.push_back({render::orientation::vertical, from, g.low, "", render::tone::marginal});
      from = g.high;
    }
    const char* label = area.favorable.empty() || i.high / from > 1.3 ? "marginal" : "";
    if (i.high > from) p.bands.push_back({render::orientation::vertical, from, i.high, label, render::tone::marginal});
  }
  if (published_here(area)) {
    add_published(p, *area.published);
    f.footnote = "Published: " + std::string(area.published->text) + ".";
  }
  f.panels.push_back(std::move(p));
  f.panel_height = 300;
  return f;
}

render::figure map_figure(const safe_map& m) {
  render::figure f;
  f.title = "Safe operating area of " + m.family + ": " + m.first + " × " + m.second;
  f.subtitle = std::to_string(m.steps) + " steps; boundaries solved";
  f.columns = 1;
  render::panel p;
  p.x.label = m.first;
  p.y.label = m.second;
  if (spans_decades(m.first_values.front(), m.first_values.back())) p.x.scale = render::axis_scale::log;
  if (spans_decades(m.second_values.front(), m.second_values.back())) p.y.scale = render::axis_scale::log;
  // column edges wherever a verdict changes in any row: every cell then has a single verdict
  render::heat_map h;
  h.x_edges = {m.first_values.front(), m.first_values.back()};
  for (const safe_range& row : m.boundary) {
    for (const std::vector<interval>* part : {&row.favorable, &row.marginal}) {
      for (const interval& i : *part) h.x_edges.insert(h.x_edges.end(), {i.low, i.high});
    }
  }
  std::ranges::sort(h.x_edges);
  h.x_edges.erase(std::ranges::unique(h.x_edges).begin(), h.x_edges.end());
  h.y_edges = edges_of(m.second_values);
  h.levels = {{"favorable", render::tone::favorable},
              {"marginal", render::tone::marginal},
              {"violating", render::tone::violating}};
  for (const safe_range& row : m.boundary) {
    for (std::size_t k = 0; k + 1 < h.x_edges.size(); ++k) {
      const double middle = 0.5 * (h.x_edges[k] + h.x_edges[k + 1]);
      const verdict v = inside(row.favorable, middle)  ? verdict::favorable
                        : inside(row.marginal, middle) ? verdict::marginal
                                                       : verdict::violating;
      h.values.push_back(static_cast<double>(v));
    }
  }
  p.map = std::move(h);
  add_outlines(p, m, &safe_range::favorable);
  add_outlines(p, m, &safe_range::marginal);
  if (!m.boundary.empty() && m.boundary.front().published && m.boundary.front().published->parameter == m.first) {
    add_published(p, *m.boundary.front().published);
    f.footnote = "Published: " + std::string(m.boundary.front().published->text) + ".";
  }
  f.panels.push_back(std::move(p));
  f.panel_height = 420;
  return f;
}

}  // namespace taper::cli
