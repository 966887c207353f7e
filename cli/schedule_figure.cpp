// Panels of schedules from their dynamics.
#include "schedule_figure.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "style.hpp"

namespace taper::cli {

namespace {

using render::panel;
using render::tone;

constexpr std::uint64_t drawn = 2000;  // points a curve at most

/// Steps of a curve: evenly spread, the first, the last and the turns at the ends of the fall included.
std::vector<std::uint64_t> drawn_steps(const run& r) {
  std::vector<std::uint64_t> out;
  const std::uint64_t n = r.steps();
  const std::uint64_t count = std::min(n, drawn);
  for (std::uint64_t k = 0; k < count; ++k) out.push_back(count == n ? k : detail::scaled_rounded(n - 1, k, count - 1));
  if (count < n) {
    for (std::uint64_t gap = 1; gap < n / drawn; gap *= 2) out.push_back(n - 1 - gap);  // the end bends fastest
    std::ranges::sort(out);
  }
  return out;
}

struct curves {
  std::vector<double> x, rate, gamma_bar, acceptance, steepness;
};

curves curves_of(const run& r, const judgement& how) {
  curves out;
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (const std::uint64_t t : drawn_steps(r)) {
    const dynamics_row d = dynamics_at(r, t, how);
    out.x.push_back(static_cast<double>(t));
    out.rate.push_back(d.lr);
    out.gamma_bar.push_back(d.gamma_bar.value_or(none));
    out.acceptance.push_back(std::exp(-how.delta * d.z));  // relative to its start, exp(-delta)
    out.steepness.push_back(d.steepness.value_or(none));
  }
  return out;
}

/// The fall that all schedules share, if they do: then the stages can be shaded.
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

void shade_stages(panel& p, const fall_view& fall, bool labelled) {
  const double begin = fall.line.fall_begin().real();
  const double half = begin + 0.5 * fall.line.fall_length();
  const double end = begin + fall.line.fall_length();
  p.bands.push_back({render::orientation::vertical, begin, half, labelled ? "early" : "", tone::neutral});
  p.bands.push_back({render::orientation::vertical, half, end, labelled ? "mid–late" : "", tone::favorable});
}

}  // namespace

render::figure schedule_figure(const std::vector<bound_schedule>& all, const judgement& how,
                               const std::vector<figure_panel>& wanted) {
  render::figure f;
  const std::uint64_t steps = all.front().bound.steps();
  f.title = all.size() == 1 ? print(all.front().parsed) : "Schedules and their first-order dynamics";
  f.subtitle = std::to_string(steps) + " steps; acceptance at delta = " + brief(how.delta);
  f.columns = wanted.size() == 1 ? 1 : 2;
  const std::optional<fall_view> fall = shared_fall(all);
  std::vector<curves> data;
  for (const bound_schedule& s : all) data.push_back(curves_of(s.bound, how));
  const bool peaks = std::ranges::any_of(all, [](const bound_schedule& s) { return s.parsed.with.peak.has_value(); });
  for (const figure_panel which : wanted) {
    panel p;
    p.x.label = "step";
    p.x.min = 0.0;
    p.x.max = static_cast<double>(steps);
    const std::vector<double> curves::* values = nullptr;
    switch (which) {
      case figure_panel::rate:
        values = &curves::rate;
        p.title = peaks ? "Learning rate" : "Window ϝ(t)";
        p.y.label = peaks ? "learning rate" : "ϝ";
        p.y.min = 0.0;
        if (!peaks)
          p.lines.push_back({render::orientation::horizontal, 1.0 / (1.0 + how.slack),
                             "early: at least this to half-way", tone::neutral});
        break;
      case figure_panel::gamma_bar: {
        values = &curves::gamma_bar;
        p.title = "Time-normalized rate γ̄(t)";
        p.y.label = "γ̄ per step";
        p.y.scale = render::axis_scale::log;
        double lowest = std::numeric_limits<double>::infinity();
        for (const curves& c : data) {
          for (const double v : c.gamma_bar) {
            if (v > 0.0) lowest = std::min(lowest, v);
          }
        }
        // a curve that starts flat spans many decades that say nothing; three below linear's 1/T are enough
        const double least = 1e-3 / static_cast<double>(steps);
        if (lowest < least) p.y.min = least;
        p.lines.push_back({render::orientation::horizontal, 1.0, "late: at least 1 at the last step", tone::neutral});
        break;
      }
      case figure_panel::acceptance:
        values = &curves::acceptance;
        p.title = "Acceptance Φ(t)/Φ(0)";
        p.y.label = "Φ(t)/Φ(0)";
        p.y.min = 0.0;
        p.y.max = 1.0;
        p.lines.push_back({render::orientation::horizontal, 0.1, "collapse: 10%", tone::neutral});
        break;
      case figure_panel::steepness:
        values = &curves::steepness;
        p.title = "Steepness κ(t)";
        p.y.label = "κ, linear = 1";
        p.y.min = 0.0;
        p.lines.push_back({render::orientation::horizontal, how.steepness_smooth, "smooth", tone::neutral});
        p.lines.push_back({render::orientation::horizontal, how.steepness_max, "limit", tone::violating});
        break;
    }
    if (fall) shade_stages(p, *fall, true);
    for (std::size_t k = 0; k < all.size(); ++k) {
      render::series s;
      s.name = print(all[k].parsed);
      s.x = data[k].x;
      s.y = data[k].*values;
      s.color = static_cast<int>(k);
      p.curves.push_back(std::move(s));
    }
    f.panels.push_back(std::move(p));
  }
  f.footnote = "Stages on the fall's own clock: early z ≤ " + brief(how.slack) +
               " and late γ̄ ≥ 1 are the paper's limits, the steepness is ours.";
  return f;
}

}  // namespace taper::cli
