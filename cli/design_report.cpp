// Text, JSON and pictures of a design.
#include "design_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "check_report.hpp"
#include "json_text.hpp"
#include "options.hpp"
#include "picture.hpp"
#include "reports/schedule_figure.hpp"
#include "src/json/writer.hpp"
#include "support/indented_json.hpp"
#include "support/version.hpp"
#include "taper/verdict/check_json.hpp"

namespace taper::cli {

namespace {

using json = nlohmann::ordered_json;

result<int> draw(const std::string& path, const std::vector<bound_schedule>& all, const std::string& title) {
  render::figure f = reports::schedule_figure(all, {},
                                              {reports::figure_panel::rate, reports::figure_panel::gamma_bar,
                                               reports::figure_panel::acceptance, reports::figure_panel::steepness});
  f.title = title;
  for (render::panel& p : f.panels) {
    for (std::size_t k = 0; k < p.curves.size(); ++k) {
      if (p.curves[k].name.size() > 60) p.curves[k].name = k == 0 ? "designed table" : "table";
    }
  }
  render::html_report page({f.title, f.subtitle, "taper " TAPER_VERSION});
  page.chart(f);
  return deliver_picture(path, f, page);
}

json constraints_json(const constrained_member& m) {
  json out = json::array();
  for (const constraint_outcome& c : m.constraints)
    out.push_back({{"name", c.name},
                   {"relation", c.relation},
                   {"wanted", c.wanted},
                   {"got", number_or_null(c.got)},
                   {"met", c.met}});
  return out;
}

json member_json(const constrained_member& m) {
  return {{"family", m.member.shape.info().name},
          {"spec", print(m.member)},
          {"satisfies", m.satisfies},
          {"distance", m.distance},
          {"constraints", constraints_json(m)}};
}

std::string member_text(const constrained_member& m) {
  std::string out;
  for (const constraint_outcome& c : m.constraints) {
    out += fmt::format("      {:<10} {:>9} {} {:<9} {}\n", c.name, brief(c.got), c.relation, brief(c.wanted),
                       c.met ? "met" : "FAILS");
  }
  return out;
}

}  // namespace

result<designed_window> finish_design(const schedule& spec, double error, std::uint64_t steps) {
  TAPER_TRY(bound, spec.bind(steps));
  TAPER_TRY(report, check(bound));
  TAPER_TRY(families, all_patterns());
  TAPER_TRY(near, fit_all(families, target_of(bound)));
  return designed_window{spec, error, std::move(bound), std::move(report), std::move(near)};
}

std::string design_json(const designed_window& d) {
  const fit_member& best = d.near.members.front();
  json out = {{"schema", "taper.design/1"}, {"spec", print(d.spec)}, {"steps", d.bound.steps()}, {"error", d.error}};
  out["end"] = d.bound(d.bound.steps()) / d.bound.peak();
  out["nearest"] = {{"family", best.member.shape.info().name},
                    {"spec", print(best.member)},
                    {"distance", best.apart.sup},
                    {"by", "sup"}};
  return support::indented(taper::json::builder::continued(json_text(out, -1))
                               .raw("check", check_json(print(d.spec), d.bound, d.report, cosine_baseline_of(d.bound)))
                               .done()) +
         "\n";
}

std::string design_text(const designed_window& d, const style& look) {
  const std::string spec = print(d.spec);
  const auto* points = std::get_if<table>(&d.spec.shape.family());
  std::string out;
  if (points == nullptr || spec.size() <= 160) {
    out += look.bold(spec) + fmt::format("   over {} steps{}\n\n", d.bound.steps(), d.error == 0.0 ? ", exactly" : "");
  } else {
    out +=
        look.bold(fmt::format("a table of {} points", points->points().size())) +
        fmt::format("   over {} steps, within {:.1e} of the target; --json has its text\n\n", d.bound.steps(), d.error);
  }
  const std::vector<double> shape = relative_rates(d.bound, 512);
  out += "  " +
         render::sparkline(
             shape, 56,
             render::terminal_glyphs() == render::glyphs::ascii ? render::glyphs::ascii : render::glyphs::block) +
         "\n";
  const std::uint64_t n = d.bound.steps();
  out += fmt::format("  first {}   quarter {}   half {}   three quarters {}   last {}\n\n", brief(d.bound(0)),
                     brief(d.bound(n / 4)), brief(d.bound(n / 2)), brief(d.bound(n - n / 4)), brief(d.bound(n - 1)));
  out += "  verdict   " + look.verdict(d.report.verdict, 10) +
         fmt::format("  early {} <= 1, middle {} <= {}, late {} >= 1\n", brief(d.report.early.value),
                     brief(d.report.middle.steepness), brief(d.report.middle.limit), brief(d.report.late.value));
  for (const finding& f : d.report.faults) out += "  " + look.fault("fault") + "     " + f.message + "\n";
  const cosine_baseline against = cosine_baseline_of(d.bound);
  out += fmt::format(
      "  expected  noisy quadratic, against cosine: {} at cosine's peak, {} at its own ({:.3g} times cosine's)\n",
      signed_percent(against.quadratic.shared), signed_percent(against.quadratic.tuned), against.multiplier.quadratic);
  const double end = d.bound(n) / d.bound.peak();
  if (end > 0.0) out += fmt::format("  end       above zero, at {} of the peak\n", percent_text(end));
  if (points != nullptr) {
    out += "  nearest   ";
    for (std::size_t k = 0; k < std::min<std::size_t>(3, d.near.members.size()); ++k) {
      const fit_member& m = d.near.members[k];
      out += fmt::format("{}{} (sup {})", k > 0 ? ", " : "", print(m.member), brief(m.apart.sup));
    }
    out += "\n";
  }
  return out;
}

result<int> draw_design(const std::string& path, const designed_window& d) {
  std::vector<bound_schedule> all{{"", d.spec, d.bound}};
  if (std::holds_alternative<table>(d.spec.shape.family())) {
    const schedule& nearest = d.near.members.front().member;
    all.push_back({"", nearest, nearest.over(d.bound.steps())});
  }
  return draw(path, all, "Designed schedule and the nearest member of a family");
}

std::string members_json(const std::vector<constrained_member>& all, const std::string& family, std::uint64_t steps) {
  const constrained_member& best = all.front();
  json out = {{"schema", "taper.design/1"}, {"family", family}, {"steps", steps}, {"satisfied", best.satisfies}};
  out["spec"] = best.satisfies ? json(print(best.member)) : json();
  out["closest"] = member_json(best);
  out["members"] = json::array();
  for (const constrained_member& m : all) out["members"].push_back(member_json(m));
  return json_text(out) + "\n";
}

std::string members_text(const std::vector<constrained_member>& all, const std::string& family, const std::string& near,
                         std::uint64_t steps, const style& look) {
  const constrained_member& best = all.front();
  std::string out;
  if (best.satisfies) {
    out += look.bold(print(best.member)) + fmt::format("   over {} steps; sup distance {} from {}\n\n{}", steps,
                                                       brief(best.distance), near, member_text(best));
  } else {
    out += look.fault(family == "any" ? "no member of any family satisfies the constraints"
                                      : "no member of " + family + " satisfies the constraints") +
           fmt::format("   ({} steps)\n\n  closest   {}\n{}", steps, print(best.member), member_text(best));
  }
  if (all.size() == 1) return out;
  out += "\n  others\n";
  for (std::size_t k = 1; k < all.size(); ++k) {
    std::string fails;
    for (const constraint_outcome& c : all[k].constraints) {
      if (!c.met) fails += fmt::format("{}{} {}", fails.empty() ? "" : ", ", c.name, brief(c.got));
    }
    out += fmt::format("    {:<34} {}\n", fitted(print(all[k].member), 34),
                       fails.empty() ? "does, at distance " + brief(all[k].distance) : "fails: " + fails);
  }
  return out;
}

result<int> draw_members(const std::string& path, const std::vector<constrained_member>& all, const schedule& near,
                         std::uint64_t steps) {
  std::vector<bound_schedule> shown;
  for (const constrained_member& m : all) {
    if (shown.size() < 3 && m.satisfies == all.front().satisfies) shown.push_back({"", m.member, m.member.over(steps)});
  }
  shown.push_back({"", near, near.over(steps)});
  return draw(path, shown,
              all.front().satisfies ? "Members that satisfy the constraints"
                                    : "The closest members: none satisfies the constraints");
}

}  // namespace taper::cli
