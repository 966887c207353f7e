// Renders a check report.
#include "check_report.hpp"

#include <fmt/format.h>

#include <cmath>

#include "taper/check_json.hpp"

namespace taper::cli {

namespace {

using json = nlohmann::ordered_json;

std::string at_step(const std::optional<std::uint64_t>& step) { return step ? fmt::format("at step {}", *step) : "no step there"; }

}  // namespace

json number_or_null(double v) { return std::isfinite(v) ? json(v) : json(); }

json check_json(const std::string& spec, const run& r, const check_report& c, const footing& against) {
  return json::parse(taper::check_json(spec, r, c, against));
}

std::string check_text(const std::string& canonical, const run& r, const check_report& c, const footing& against,
                       const judgement& how, const style& look) {
  std::string out = look.bold(canonical) + fmt::format("   over {} steps\n", r.steps());
  const std::vector<double> curve = relative_rates(r, 512);
  out += "  " + render::sparkline(
                    curve, 48,
                    render::terminal_glyphs() == render::glyphs::ascii ? render::glyphs::ascii : render::glyphs::block);
  out += fmt::format("\n  first {}   half-way {}   last {}\n\n", brief(r(0)), brief(r(r.steps() / 2)),
                     brief(r(r.steps() - 1)));
  for (const finding& f : c.faults) {
    out += "  " + look.fault("fault") +
           fmt::format("     {}{}\n", f.message, f.step ? fmt::format(" (step {})", *f.step) : "");
  }
  out += "  verdict   " + look.verdict(c.verdict) +
         (c.cycle ? fmt::format("   (its worst cycle, number {})", *c.cycle) : "") + "\n";
  const std::string over = how.clock == judged_clock::whole_run ? "run" : "fall";
  out += "  early     " + look.verdict(c.early.verdict, 10) +
         fmt::format("  odds of decay {} <= {}, first half of the {}, {}   {}\n", brief(c.early.value),
                     brief(c.early.limit), over, at_step(c.early.step), look.dim(std::string(c.early.source)));
  out +=
      "  middle    " + look.verdict(c.middle.verdict, 10) +
      fmt::format("  steepness {} <= {}, {}; rate {}   {}\n", brief(c.middle.steepness), brief(c.middle.limit),
                  at_step(c.middle.step),
                  c.middle.monotone() ? "rises to the end" : "falls back by " + percent_text(c.middle.gamma_bar_fall),
                  look.dim(std::string(c.middle.source)));
  out += "  late      " + look.verdict(c.late.verdict, 10) +
         fmt::format("  normalized rate {} >= {}, {}   {}\n", brief(c.late.value), brief(c.late.limit),
                     at_step(c.late.step), look.dim(std::string(c.late.source)));
  if (c.collapse) {
    const collapse& k = *c.collapse;
    out += fmt::format(
        "  collapse  delta={}: acceptance at 10% {}{}{}; before half-way if delta > {}\n", brief(k.delta),
        k.at ? at_step(k.at) : "never", k.width ? fmt::format(", over {} of the fall", percent_text(*k.width)) : "",
        std::string(k.premature ? ", premature" : "") + (k.abrupt ? ", abrupt" : ""), brief(k.critical_delta));
  } else {
    out += "  collapse  none: the window does not fall\n";
  }
  out += fmt::format(
      "  budget    {} of peak x steps; equal footing with cosine: peak x {:.3g} (budget), x {:.3g} (bound), x {:.3g} "
      "(quadratic)\n",
      brief(c.budget), against.multiplier.budget, against.multiplier.bound, against.multiplier.quadratic);
  out += fmt::format(
      "  expected  loss against cosine on the noisy quadratic: {} at cosine's peak, {} at its own; bound {}\n",
      signed_percent(against.quadratic.shared), signed_percent(against.quadratic.tuned),
      signed_percent(against.bound_excess));
  for (const finding& f : c.notes) out += "  note      " + f.message + "\n";
  if (!c.reasons.empty()) out += "\n  why\n";
  for (const std::string& reason : c.reasons) out += "    " + reason + "\n";
  if (!c.remedies.empty()) out += "  to pass the rule\n";
  for (const std::string& remedy : c.remedies) out += "    " + remedy + "\n";
  out +=
      "\n" +
      look.dim(
          "  The rule sees only the fall, not warmup, hold or the peak. It is a rule, not a law: 1-sqrt cooldowns and\n"
          "  cosine to 10% break it and are among the best published.") +
      "\n";
  return out;
}

}  // namespace taper::cli
