// Panels of schedules from their dynamics.
#include "reports/schedule_figure.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "reports/numbers.hpp"
#include "taper/text.hpp"

namespace taper::reports {

namespace {

using render::panel;
using render::tone;

constexpr std::uint64_t most_points = 2000;  // largest number of points per curve

/// Steps of a curve: evenly spaced, including the first, the last and both ends of the fall.
std::vector<std::uint64_t> drawn_steps(const run& r) {
  std::vector<std::uint64_t> out;
  const std::uint64_t n = r.steps();
  const std::uint64_t count = std::min(n, most_points);
  for (std::uint64_t k = 0; k < count; ++k) out.push_back(count == n ? k : detail::scaled_rounded(n - 1, k, count - 1));
  if (count < n) {
    for (std::uint64_t gap = 1; gap < n / most_points; gap *= 2) out.push_back(n - 1 - gap);  // denser at the end
    std::ranges::sort(out);
  }
  return out;
}

struct curves {
  std::vector<double> x, rate, gamma_bar, acceptance, steepness, kappa;
};

curves curves_of(const run& r, const check_options& how) {
  curves out;
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (const std::uint64_t t : drawn_steps(r)) {
    const dynamics_row d = dynamics_at(r, t, how);
    out.x.push_back(static_cast<double>(t));
    out.rate.push_back(d.lr);
    out.gamma_bar.push_back(d.gamma_bar.value_or(none));
    out.acceptance.push_back(std::exp(-how.delta * d.z));  // relative to its start, exp(-delta)
    out.steepness.push_back(d.steepness.value_or(none));
    out.kappa.push_back(d.kappa.value_or(none));
  }
  return out;
}

/// The common fall of all schedules, if they have one; the stages can then be shaded.
std::optional<fall_view> shared_fall(const std::vector<bound_schedule>& all) {
  std::optional<fall_view> first;
  for (const bound_schedule& s : all) {
    if (s.bound.has_cycles() || s.bound.sequence() == input::kronecker) return std::nullopt;
    const fall_view fall = fall_of(s.bound);
    if (!first) first = fall;
    const bool same = fall.line.fall_begin() == first->line.fall_begin() && fall.total == first->total;
    if (!same) return std::nullopt;
  }
  return first;
}

/// The ranges of the stages; limits are drawn only where they apply, or everywhere without a common fall.
struct stage_bounds {
  double begin = -std::numeric_limits<double>::infinity();
  double half = -std::numeric_limits<double>::infinity();
  double half_end = std::numeric_limits<double>::infinity();
  double end = std::numeric_limits<double>::infinity();
};

stage_bounds bounds_of(const std::optional<fall_view>& fall) {
  if (!fall) return {};
  const double begin = fall->line.fall_begin().real();
  const double half = begin + 0.5 * fall->line.fall_length();
  return {begin, half, half, begin + fall->line.fall_length()};
}

void shade_stages(panel& p, const stage_bounds& at) {
  p.bands.push_back({render::orientation::vertical, at.begin, at.half, "early", tone::neutral});
  p.bands.push_back({render::orientation::vertical, at.half, at.end, "mid–late", tone::neutral});
}

/// The common peak of all schedules, if they have one.
std::optional<double> shared_peak(const std::vector<bound_schedule>& all) {
  const double peak = all.front().bound.peak();
  const bool same = std::ranges::all_of(all, [peak](const bound_schedule& s) { return s.bound.peak() == peak; });
  return same ? std::optional(peak) : std::nullopt;
}

void rate_panel(panel& p, const std::vector<bound_schedule>& all, const check_options& how, const stage_bounds& at) {
  const bool peaks = std::ranges::any_of(all, [](const bound_schedule& s) { return s.parsed.with.peak.has_value(); });
  p.title = peaks ? "Learning rate" : "Window ϝ(t)";
  p.y.min = 0.0;
  const std::optional<double> peak = shared_peak(all);
  if (!peak || std::isinf(at.begin)) return;
  const double least = *peak / (1.0 + how.slack);
  p.lines.push_back(
      {render::orientation::horizontal, least, "≥ " + brief(least), tone::neutral, at.begin, at.half_end});
}

void gamma_panel(panel& p, const std::vector<curves>& data, double steps, const stage_bounds& at) {
  p.title = "Time-normalized rate γ̄(t)";
  p.y.label = "per step";
  p.y.scale = render::axis_scale::log;
  double lowest = std::numeric_limits<double>::infinity();
  double highest = 0.0;
  for (const curves& c : data) {
    for (const double v : c.gamma_bar) {
      if (v > 0.0) lowest = std::min(lowest, v);
      if (std::isfinite(v)) highest = std::max(highest, v);
    }
  }
  // linear decay runs from 1/T to 1: two decades below and three above are enough for any curve
  const double least = 1e-2 / steps;
  const double most = 1e3;
  if (lowest < least) p.y.min = least;
  if (highest > most) p.y.max = most;
  p.lines.push_back({render::orientation::horizontal, 1.0, "≥ 1 at the end", tone::neutral, at.half, at.end});
}

void acceptance_panel(panel& p) {
  p.title = "Acceptance Φ(t)/Φ(0)";
  p.y.min = 0.0;
  p.y.max = 1.0;
  p.lines.push_back({render::orientation::horizontal, 0.1, "collapse: 10%", tone::neutral});
}

void steepness_panel(panel& p, const std::vector<curves>& data, const check_options& how, const stage_bounds& at) {
  p.title = "Steepness S(t)";
  p.y.label = "linear = 1";
  p.y.min = 0.0;
  double judged = how.steepness_max;  // steepness is not limited before half-way
  for (const curves& c : data) {
    for (std::size_t k = 0; k < c.x.size(); ++k) {
      if (c.x[k] >= at.half && std::isfinite(c.steepness[k])) judged = std::max(judged, c.steepness[k]);
    }
  }
  p.y.max = 1.04 * judged;
  const auto limit = [&](double value, const std::string& word, tone color) {
    p.lines.push_back({render::orientation::horizontal, value, word + " ≤ " + brief(value), color, at.half, at.end});
  };
  limit(how.steepness_smooth, "smooth", tone::neutral);
  limit(how.steepness_max, "limit", tone::violating);
}

void kappa_panel(panel& p, const std::vector<curves>& data) {
  p.title = "κ(t), slope of logit ϝ";
  p.y.label = "linear = 1";
  p.y.min = 0.0;
  double most = 4.0;
  for (const curves& c : data) {
    for (const double v : c.kappa) {
      if (std::isfinite(v)) most = std::max(most, std::min(v, 50.0));
    }
  }
  p.y.max = 1.04 * most;
}

}  // namespace

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

render::figure schedule_figure(const std::vector<bound_schedule>& all, const check_options& how,
                               const std::vector<figure_panel>& wanted) {
  render::figure f;
  const std::uint64_t steps = all.front().bound.steps();
  f.title = all.size() == 1 ? print(all.front().parsed) : "Schedules and their first-order dynamics";
  f.subtitle = std::to_string(steps) + " steps";
  if (std::ranges::find(wanted, figure_panel::acceptance) != wanted.end()) {
    f.subtitle += "; acceptance at delta = " + brief(how.delta);
  }
  f.columns = wanted.size() == 1 ? 1 : wanted.size() == 3 ? 3 : 2;
  const std::optional<fall_view> fall = shared_fall(all);
  const stage_bounds at = bounds_of(fall);
  std::vector<curves> data;
  for (const bound_schedule& s : all) data.push_back(curves_of(s.bound, how));
  for (const figure_panel which : wanted) {
    panel p;
    p.x.label = "step";
    p.x.min = 0.0;
    p.x.max = static_cast<double>(steps);
    const std::vector<double> curves::* values = nullptr;
    switch (which) {
      case figure_panel::rate:
        values = &curves::rate;
        rate_panel(p, all, how, at);
        break;
      case figure_panel::gamma_bar:
        values = &curves::gamma_bar;
        gamma_panel(p, data, static_cast<double>(steps), at);
        break;
      case figure_panel::acceptance:
        values = &curves::acceptance;
        acceptance_panel(p);
        break;
      case figure_panel::steepness:
        values = &curves::steepness;
        steepness_panel(p, data, how, at);
        break;
      case figure_panel::kappa:
        values = &curves::kappa;
        kappa_panel(p, data);
        break;
    }
    if (fall) shade_stages(p, at);
    for (std::size_t k = 0; k < all.size(); ++k) {
      render::series s;
      if (all.size() > 1) s.name = print(all[k].parsed);  // a single schedule is named in the title
      s.x = data[k].x;
      s.y = data[k].*values;
      s.color = static_cast<int>(k);
      p.curves.push_back(std::move(s));
    }
    f.panels.push_back(std::move(p));
  }
  if (fall) {
    f.footnote = "Dashed: limits where they hold, on the fall's own clock. Early (odds of decay ≤ " + brief(how.slack) +
                 ") and late (γ̄ ≥ 1) are the paper's, the limits of the steepness are ours.";
  }
  return f;
}

render::tone tone_of(verdict v) {
  return v == verdict::favorable  ? render::tone::favorable
         : v == verdict::marginal ? render::tone::marginal
                                  : render::tone::violating;
}

}  // namespace taper::reports
