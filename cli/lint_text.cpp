// Prints what taper::lint found.
#include <fmt/format.h>

#include "check_report.hpp"
#include "lint_report.hpp"
#include "support/text_for.hpp"
#include "support/version.hpp"

namespace taper::cli {

namespace {

std::string headed(const std::string& head, const std::string& text) {
  return wrapped(fmt::format("  {:<10}", head), text);
}

// "line 12, warmup_steps: "
std::string place_of(const config_finding& f) {
  std::string out = f.line > 0 ? fmt::format("line {}", f.line) : std::string();
  if (!f.key.empty()) out += (out.empty() ? "" : ", ") + f.key;
  return out.empty() ? out : out + ": ";
}

std::string place_of(const error& e) {
  return e.line > 0 && !e.names_line ? place_of(config_finding{{}, e.subject, e.line, {}}) : std::string();
}

std::string curve_text(const run& r) {
  const bool ascii = render::terminal_glyphs() == render::glyphs::ascii;
  const std::vector<double> curve = relative_rates(r, 512);
  return "  " + render::sparkline(curve, 48, ascii ? render::glyphs::ascii : render::glyphs::block) +
         fmt::format("\n  first {}   half-way {}   last {}\n", brief(r(0)), brief(r(r.steps() / 2)),
                     brief(r(r.steps() - 1)));
}

std::string verdict_text(const check_report& c, const style& look) {
  std::string out = fmt::format("  {:<10}", "verdict") + look.verdict(c.verdict);
  if (c.annealing)
    out += "   early " + look.verdict(c.early.verdict) + ", middle " + look.verdict(c.middle.verdict) + ", late " +
           look.verdict(c.late.verdict);
  return out + "\n";
}

}  // namespace

std::string problem_text(const error& e) {
  const std::string advice = e.advice();
  return place_of(e) + e.message + (advice.empty() ? "" : "; " + advice);
}

std::string lint_text(const lint_report& r, const style& look) {
  const config_reading& c = r.reading;
  std::string out = look.bold(text_for::terminal(r.file)) + (c.format.empty() ? "" : "   " + c.format) + "\n";
  if (r.bound) out += curve_text(*r.bound);
  if (!c.spec.empty()) out += headed("schedule", c.spec);
  if (c.steps) out += headed("steps", fmt::format("{}   {}", *c.steps, c.steps_from));
  if (r.problem) out += headed("unknown", problem_text(*r.problem));
  if (r.check) out += verdict_text(*r.check, look);
  for (const config_finding& f : c.faults)
    out += wrapped("  " + look.fault(fmt::format("{:<10}", "fault")), place_of(f) + f.message + " [" + f.id + "]");
  if (c.faults.empty() && !r.problem) out += headed("faults", "none");
  for (const config_finding& f : c.notes) out += headed("note", place_of(f) + f.message + " [" + f.id + "]");
  return out;
}

render::figure lint_figure(std::span<const lint_report> reports) {
  constexpr std::uint64_t most_points = 2000;
  render::figure f;
  f.title = "Learning rate";
  f.columns = 1;
  render::panel p;
  p.x.label = "step";
  p.y.min = 0.0;
  for (const lint_report& r : reports) {
    if (!r.bound) continue;
    render::series s;
    s.name = r.file;
    s.color = static_cast<int>(p.curves.size());
    const std::uint64_t last = r.bound->steps() - 1;
    const std::uint64_t points = std::min(last + 1, most_points);
    for (std::uint64_t k = 0; k < points; ++k) {
      const std::uint64_t t = points == 1 ? 0 : detail::scaled_rounded(last, k, points - 1);
      s.x.push_back(static_cast<double>(t));
      s.y.push_back((*r.bound)(t));
    }
    p.curves.push_back(std::move(s));
  }
  f.panels.push_back(std::move(p));
  return f;
}

render::html_report lint_page(std::span<const lint_report> reports, const render::figure& f) {
  render::html_report page({f.title, fmt::format("{} configuration{}", reports.size(), reports.size() == 1 ? "" : "s"),
                            "taper " TAPER_VERSION ", taper lint"});
  page.chart(f);
  for (const lint_report& r : reports) {
    page.heading(r.file);
    page.paragraph({{r.reading.format + "  "}, {r.reading.spec, render::text_style::code}});
    if (r.problem) page.callout(render::tone::marginal, r.problem->message);
    for (const config_finding& x : r.reading.faults) page.callout(render::tone::violating, place_of(x) + x.message);
    for (const config_finding& x : r.reading.notes) page.callout(render::tone::neutral, place_of(x) + x.message);
  }
  return page;
}

std::string lint_diff_text(std::span<const lint_report, 2> both, const style& look) {
  const lint_report& a = both[0];
  const lint_report& b = both[1];
  std::string out = lint_text(a, look) + "\n" + lint_text(b, look);
  if (!a.bound || !b.bound) return out;
  render::terminal_options options;
  options.columns = render::chart_columns(1);
  options.with = render::terminal_glyphs();
  options.colors = render::terminal_ink(1);
  out += "\n" + render::to_terminal(lint_figure(both), options) + "\n";
  const auto place = [](const schedule_difference::place& p) {
    int digits = 4;  // as many as show the difference
    while (digits < 17 && fmt::format("{:.{}g}", p.first, digits) == fmt::format("{:.{}g}", p.second, digits)) ++digits;
    return fmt::format("step {}: {:.{}g} and {:.{}g}", p.step, p.first, digits, p.second, digits);
  };
  if (const std::optional<schedule_difference> apart = difference_between(*a.bound, *b.bound)) {
    out += headed("differ", "first at " + place(apart->begins));
    out += headed("", "most at " + place(apart->largest));
  } else {
    out += headed("same", "rates at every step that both have");
  }
  if (a.bound->steps() != b.bound->steps())
    out += headed("lengths", fmt::format("{} and {} steps", a.bound->steps(), b.bound->steps()));
  return out;
}

}  // namespace taper::cli
