// The picture of a retargeted run.
#include "reports/retarget_figure.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/numbers.hpp"
#include "taper/notation.hpp"

namespace taper::reports {

render::figure retarget_figure(const retarget_report& r) {
  const retarget_options& o = r.changed.options();
  const run& plan = r.changed.plan();
  render::figure f;
  f.title = "Retarget at step " + std::to_string(o.at) + ": " + std::to_string(plan.steps()) + " steps become " +
            std::to_string(o.new_steps);
  const std::string spec = print(plan.source());
  f.subtitle = fitted(spec, 90) +
               fmt::format("; before {}, after {}", taper::word_of(r.before.verdict), taper::word_of(r.after.verdict));
  f.columns = 1;
  f.panel_height = 300;
  render::panel p{.title = "Learning rate",
                  .x = {.label = "step", .min = 0.0},
                  .y = {.label = plan.peak() == 1.0 ? "rate / peak" : "learning rate", .min = 0.0}};
  const auto drawn = [](const auto& rate, std::uint64_t steps, std::uint64_t from, const char* name, int color) {
    render::series s{.name = name, .color = color};
    constexpr std::uint64_t points = 1500;
    const std::uint64_t n = std::min(points, steps - from);
    for (std::uint64_t k = 0; k < n; ++k) {
      const std::uint64_t t = n < 2 ? from : from + detail::scaled_rounded(steps - from - 1, k, n - 1);
      s.x.push_back(static_cast<double>(t));
      s.y.push_back(rate(t));
    }
    return s;
  };
  render::series planned = drawn(plan, plan.steps(), 0, "as planned", 1);
  planned.dash = render::dash_style::dashed;
  render::series now = drawn(r.changed, o.new_steps, 0, "retargeted", 0);
  now.width = 3.0;
  p.curves = {now, planned};
  if (r.naive) {
    render::series naive = drawn(r.naive->as_if, o.new_steps, 0, "naive restart: the same text over the new length", 2);
    naive.dash = render::dash_style::dotted;
    p.curves.push_back(std::move(naive));
  }
  p.lines.push_back({render::orientation::vertical, static_cast<double>(o.at), "now", render::tone::neutral});
  if (r.naive && r.naive->jump != 1.0)
    p.notes.push_back({static_cast<double>(o.at), r.naive->after, "jump x " + brief(r.naive->jump),
                       render::marker_shape::ring, render::tone::violating});
  f.panels.push_back(std::move(p));
  return f;
}

}  // namespace taper::reports
