// taper retarget: continues a run from step t with another length, rate or schedule.
#include "taper/retarget.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>
#include <optional>

#include "check_report.hpp"
#include "options.hpp"
#include "picture.hpp"
#include "reports/retarget_figure.hpp"
#include "support/indented_json.hpp"
#include "support/version.hpp"
#include "taper/retarget_json.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

struct retarget_request {
  schedule_options what;
  verdict_options how;
  std::string at;
  std::string new_steps;
  std::string rewarm;
  std::string to;
  std::optional<double> peak;
  bool cooldown_now = false;
  std::string csv;
  std::string output;
  bool json = false;
};

result<retarget_options> options_of(const retarget_request& o, const run& plan) {
  retarget_options out;
  out.at = plan.steps();
  if (o.at != "end") {
    TAPER_TRY(at, read_steps(o.at, "--at", o.what, 0));
    out.at = at;
  }
  out.new_steps = plan.steps();
  if (!o.new_steps.empty()) {
    TAPER_TRY(steps, read_steps(o.new_steps, "--new-steps", o.what));
    out.new_steps = steps;
  } else if (!o.peak && o.to.empty() && o.rewarm.empty() && !o.cooldown_now) {
    return failed(errc::missing, "nothing changes", "give --new-steps, --peak, --rewarm, --cooldown-now or --to");
  }
  out.new_peak = o.peak;
  const int ways = (o.cooldown_now ? 1 : 0) + (o.rewarm.empty() ? 0 : 1) + (o.to.empty() ? 0 : 1);
  if (ways > 1) return failed(errc::conflict, "--cooldown-now, --rewarm and --to exclude each other");
  if (o.cooldown_now) out.how = retargeting::cooldown_now;
  if (!o.to.empty()) {
    TAPER_TRY(to, in_text(o.to, parse(o.to)));
    out.how = retargeting::replace;
    out.to = std::move(to);
  }
  if (o.rewarm.empty()) return out;
  TAPER_TRY(rewarm, read_steps(o.rewarm, "--rewarm", o.what));
  out.how = retargeting::rewarm;
  out.rewarm_steps = rewarm;
  return out;
}

/// Rates at evenly spaced steps of the longer of the two runs; 0 after a run's end.
template <class Rate>
std::string curve_line(const Rate& rate, std::uint64_t length, std::uint64_t axis, double top) {
  std::vector<double> out;
  constexpr std::uint64_t points = 256;
  for (std::uint64_t k = 0; k < points; ++k) {
    const std::uint64_t t = detail::scaled_rounded(axis - 1, k, points - 1);
    out.push_back(t < length ? rate(t) / top : 0.0);
  }
  return render::sparkline(
      out, 56, render::terminal_glyphs() == render::glyphs::ascii ? render::glyphs::ascii : render::glyphs::block);
}

std::string verdict_line(const char* label, const check_report& c, const style& look) {
  return fmt::format("  {:<10}", label) + look.verdict(c.verdict, 10) +
         fmt::format("  early {} <= {}, middle {} <= {}, late {} >= {}\n", brief(c.early.value), brief(c.early.limit),
                     brief(c.middle.steepness), brief(c.middle.limit), brief(c.late.value), brief(c.late.limit));
}

/// Two digits of a bound, rounded up.
std::string bound_text(double bound) {
  const double unit = std::pow(10.0, std::floor(std::log10(bound)) - 1.0);
  return fmt::format("{:.1e}", std::ceil(bound / unit * (1.0 - 1e-12)) * unit);
}

std::string written_line(const char* label, const retargeted::written& w) {
  const std::string text = print(w.spec);
  const std::string within = w.error > 0.0 ? ", within " + bound_text(w.error) + " of the peak" : std::string();
  if (text.size() < 400) return fmt::format("  {:<10}{}   over {} steps{}\n", label, text, w.steps, within);
  const auto* points = std::get_if<table>(&w.spec.shape.family());
  const std::string what = points != nullptr ? fmt::format("a table of {} points", points->points().size())
                                             : fmt::format("a text of {} characters", text.size());
  return fmt::format("  {:<10}{} over {} steps{}: --json has its text, --csv every rate\n", label, what, w.steps,
                     within);
}

std::string naive_text(const naive_restart& naive, std::uint64_t new_steps) {
  if (naive.same_rates) {
    return fmt::format("the same text gives the same rates over the new length; step {}: {}", new_steps - 1,
                       brief(naive.as_if(new_steps - 1)));
  }
  if (naive.jump == 1.0) return "the same text over the new length: no jump here";
  return fmt::format("the same text over the new length: a jump from {} to {} (x {})", brief(naive.before),
                     brief(naive.after), brief(naive.jump));
}

std::string report_text(const retarget_report& r, const style& look) {
  const retarget_options& o = r.changed.options();
  const run& plan = r.changed.plan();
  const std::uint64_t axis = std::max(plan.steps(), o.new_steps);
  const double top = plan.peak();
  const bool fits = print(plan.source()).size() < 100;
  std::string out =
      look.bold(fits ? print(plan.source()) : std::string("the plan")) +
      fmt::format("   {} steps, at step {} changed to {} ({})\n\n", plan.steps(), o.at, o.new_steps, word_of(o.how));
  out += "  planned   " + curve_line(plan, plan.steps(), axis, top) + "\n";
  out += "  now       " + curve_line(r.changed, o.new_steps, axis, top) + "\n";
  if (r.naive) out += "  naive     " + curve_line(r.naive->as_if, o.new_steps, axis, top) + "\n";
  out += "\n";
  const std::uint64_t middle = o.at + (o.new_steps - o.at) / 2;
  const bool finished = o.at == plan.steps();
  const double planned = plan(finished ? o.at - 1 : o.at);
  const bool same = std::fabs(r.changed(o.at) - planned) <= 1e-6 * plan.peak();
  const std::string first =
      !same      ? fmt::format("{}, {} {}", brief(r.changed(o.at)), brief(planned), finished ? "before it" : "planned")
      : finished ? brief(planned) + ", the last rate of the plan"
                 : brief(planned) + " as planned";
  out += fmt::format("  rates     step {}: {}; step {}: {}; step {}: {}\n", o.at, first, middle,
                     brief(r.changed(middle)), o.new_steps - 1, brief(r.changed(o.new_steps - 1)));
  if (r.naive) out += "  naive     " + naive_text(*r.naive, o.new_steps) + "\n";
  out += written_line("whole", r.changed.whole());
  if (r.changed.rest()) out += written_line("or rest", *r.changed.rest());
  if (r.changed.rest()) out += fmt::format("  {:<10}the rest counts its own steps: its step 0 is step {}\n", "", o.at);
  out += verdict_line("before", r.before, look);
  out += verdict_line(r.changed.judges_whole() ? "after" : "rest", r.after, look);
  for (const finding& f : r.after.faults) {
    out += wrapped("    " + look.fault("fault") + " ",
                   f.message + (f.step ? fmt::format(" (step {})", *f.step) : std::string()));
  }
  for (const std::string& reason : r.after.reasons) out += "    " + reason + "\n";
  return out;
}

result<int> write_csv(const std::string& path, const retargeted& r) {
  return deliver(path, producer([&](const piece_writer& write) {
                   std::string text = "step,lr\n";
                   for (std::uint64_t t = 0; t < r.steps(); ++t) {
                     text += std::to_string(t) + "," + print_number(r(t)) + "\n";
                     if (text.size() < 60000) continue;
                     if (!write(text)) return false;
                     text.clear();
                   }
                   return write(text);
                 }));
}

result<int> run_retarget(const retarget_request& o) {
  TAPER_TRY(s, read_one_schedule("retarget", o.what));
  TAPER_TRY(options, options_of(o, s.bound));
  TAPER_TRY(r, report_of(s.bound, options, o.how.chosen()));
  if (!o.output.empty()) {
    const render::figure f = reports::retarget_figure(r);
    render::html_report page({f.title, f.subtitle, "taper " TAPER_VERSION});
    page.chart(f);
    TAPER_CHECK(deliver_picture(o.output, f, page));
  }
  if (!o.csv.empty()) {
    TAPER_CHECK(write_csv(o.csv, r.changed));
    if (o.csv == "-") return done;
  }
  return deliver({}, o.json ? support::indented(retarget_json(s.spec, r)) + "\n" : report_text(r, style()));
}

}  // namespace

action add_retarget(CLI::App& verb) {
  auto o = std::make_shared<retarget_request>();
  o->what.add_to(verb);
  verb.add_option("--at", o->at, "the next step to run, at its planned rate; end: the plan is finished")
      ->required()
      ->type_name("T|end");
  verb.add_option("--new-steps", o->new_steps,
                  "the new length of the whole run, in steps or data: 64ep, 300Mtok; unchanged if omitted")
      ->type_name("M");
  verb.add_flag("--cooldown-now", o->cooldown_now, "begin the fall now, skipping the rest of warmup and hold");
  verb.add_option("--rewarm", o->rewarm, "rise to the peak again over K steps, then fall")->type_name("K");
  verb.add_option("--peak", o->peak, "from step T on, scale every rate so that this replaces the plan's peak")
      ->type_name("LR");
  verb.add_option(
          "--to", o->to,
          "another schedule from step T on, over the remaining steps; without a peak it starts at the current rate")
      ->type_name("SPEC");
  verb.add_option("--csv", o->csv, "every rate as step,lr (- for stdout)")->type_name("FILE");
  o->how.add_to(verb);
  add_output(verb, o->output, "picture by its extension: .svg, .png, .html");
  add_json(verb, o->json);
  return [o] { return run_retarget(*o); };
}

}  // namespace taper::cli
