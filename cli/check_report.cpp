// Renders a check report.
#include "check_report.hpp"

#include <fmt/format.h>

#include <cmath>

#include "taper/verdict/check_json.hpp"

namespace taper::cli {

namespace {

using json = nlohmann::ordered_json;

std::string at_step(const std::optional<std::uint64_t>& step) {
  return step ? fmt::format("at step {}", *step) : "no step there";
}

}  // namespace

json number_or_null(double v) { return std::isfinite(v) ? json(v) : json(); }

std::string budget_text(const check_report& report, const cosine_baseline& against) {
  if (!std::isfinite(against.multiplier.budget)) return brief(report.budget) + " of peak x steps";
  return fmt::format("{} of peak x steps; to match cosine start at peak x {:.3g} (bound {:.3g}, quadratic {:.3g})",
                     brief(report.budget), against.multiplier.budget, against.multiplier.bound,
                     against.multiplier.quadratic);
}

namespace {

std::string stages_text(const check_report& c, const check_options& how, const style& look) {
  const std::string over = how.clock == judged_clock::whole_run ? "run" : "fall";
  std::string out =
      "  early     " + look.verdict(c.early.verdict, 10) +
      fmt::format("  odds of decay {}, at most {} ({}) in the first half of the {}, {}\n", brief(c.early.value),
                  brief(c.early.limit), c.early.source, over, at_step(c.early.step));
  const bool flat = c.late.value == 0.0 && c.middle.steepness == 0.0;
  const std::string rate = flat                  ? "no fall"
                           : c.middle.rises_at   ? "the window rises " + at_step(c.middle.rises_at)
                           : c.middle.monotone() ? "rate rises to the end"
                                                 : "rate decreases by " + percent_text(c.middle.gamma_bar_fall);
  const std::string source = c.middle.source == "ours" ? "ours, calibrated on the paper" : std::string(c.middle.source);
  out += wrapped("  middle    " + look.verdict(c.middle.verdict, 10) + "  ",
                 fmt::format("steepness {} {}, at most {} ({}); {}", brief(c.middle.steepness), at_step(c.middle.step),
                             brief(c.middle.limit), source, rate));
  out += "  late      " + look.verdict(c.late.verdict, 10) +
         fmt::format("  normalized rate {}, at least {} ({}), {}\n", brief(c.late.value), brief(c.late.limit),
                     c.late.source, at_step(c.late.step));
  return out;
}

}  // namespace

std::string acceptance_text(const acceptance_test& a) {
  if (a.holds)
    return fmt::format("kept at every step; smallest ratio {} at step {}, at least {}", brief(a.smallest),
                       *a.smallest_at, brief(a.required));
  return fmt::format("violated first at step {}, where beta is {}; smallest ratio {} at step {}", *a.first_broken,
                     brief(a.required), brief(a.smallest), *a.smallest_at);
}

json acceptance_json(const acceptance_test& a) {
  return {{"holds", a.holds},
          {"first_broken", a.first_broken ? json(*a.first_broken) : json()},
          {"beta", a.required},
          {"smallest", {{"ratio", a.smallest}, {"step", *a.smallest_at}}},
          {"tested", a.tested}};
}

std::string check_text(const std::string& canonical, const run& r, const check_report& c,
                       const cosine_baseline& against, const check_options& how, const style& look,
                       const std::optional<acceptance_test>& acceptance) {
  std::string out = look.bold(canonical) + fmt::format("   over {} steps\n", r.steps());
  const std::vector<double> curve = relative_rates(r, 512);
  const bool ascii = render::terminal_glyphs() == render::glyphs::ascii;
  out += "  " + render::sparkline(curve, 48, ascii ? render::glyphs::ascii : render::glyphs::block);
  out += fmt::format("\n  first {}   half-way {}   last {}\n\n", brief(r(0)), brief(r(r.steps() / 2)),
                     brief(r(r.steps() - 1)));
  for (const finding& f : c.faults) {
    out += wrapped("  " + look.fault("fault") + "     ",
                   f.message + (f.step ? fmt::format(" (step {})", *f.step) : std::string()));
  }
  out += "  verdict   " + look.verdict(c.verdict) +
         (c.cycle ? fmt::format("   (its worst cycle, number {})", *c.cycle) : "") + "\n";
  if (c.annealing) out += stages_text(c, how, look);
  if (c.collapse) {
    const collapse& k = *c.collapse;
    const std::string kind = k.premature && k.abrupt ? "premature and abrupt: "
                             : k.premature           ? "premature: "
                             : k.abrupt              ? "abrupt: "
                                                     : "";
    out += wrapped("  collapse  ",
                   kind + fmt::format("acceptance {} 10% {}{} (delta {}); before half-way for a delta above {}",
                                      k.at ? "is down to" : "never falls to", k.at ? at_step(k.at) : "",
                                      k.width ? fmt::format(", over {} of the fall", percent_text(*k.width)) : "",
                                      brief(k.delta), brief(k.critical_delta)));
  } else if (c.annealing) {
    out += "  collapse  none: the window does not fall\n";
  }
  if (acceptance) out += wrapped("  ratio     ", acceptance_text(*acceptance));
  out += "  budget    " + budget_text(c, against) + "\n";
  if (std::isfinite(against.bound_excess)) {
    out += fmt::format("  expected  noisy quadratic, against cosine: {} at cosine's peak, {} at its own; bound {}\n",
                       signed_percent(against.quadratic.shared), signed_percent(against.quadratic.tuned),
                       signed_percent(against.bound_excess));
  }
  for (const finding& f : c.notes) out += wrapped("  note      ", f.message);
  if (!c.reasons.empty()) out += "\n  why\n";
  for (const std::string& reason : c.reasons) out += wrapped("    ", reason);
  if (!c.remedies.empty()) out += "  to satisfy the rule\n";
  for (const std::string& remedy : c.remedies) out += wrapped("    ", remedy);
  out += "\n" +
         look.dim(
             "  The rule covers only the fall, not warmup, hold or the peak. It is a heuristic: 1-sqrt\n"
             "  cooldowns and cosine to 10% violate it and are among the best published schedules.") +
         "\n";
  return out;
}

}  // namespace taper::cli
