// Assembles the page.
#include "report/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "render/html.hpp"
#include "report/conclusion.hpp"
#include "report/figures.hpp"
#include "report/table.hpp"

namespace taper::lab {
namespace {

using namespace render;
using piece_row = std::vector<text_piece>;

tone tone_of(outcome o) {
  switch (o) {
    case outcome::reproduces: return tone::favorable;
    case outcome::contradicts: return tone::violating;
    case outcome::undecided: return tone::marginal;
    case outcome::remark: break;
  }
  return tone::neutral;
}

tone tone_of(taper::verdict v) {
  return v == taper::verdict::favorable  ? tone::favorable
         : v == taper::verdict::marginal ? tone::marginal
                                         : tone::violating;
}

text_piece badge_of(outcome o) { return {std::string(word_of(o)), text_style::badge, tone_of(o)}; }

text_piece plain(std::string text) { return {std::move(text)}; }

piece_row difference_cells(const experiment_summary& e, const schedule_summary& s) {
  if (!s.against_reference) return {plain(s.spec == e.reference ? "reference" : "–"), plain("")};
  const mean_difference& d = *s.against_reference;
  const int digits = digits_for(d.standard_error, d.mean);
  const std::string text =
      fmt::format("{} [{}, {}]", signed_text(d.mean, digits), signed_text(d.low, digits), signed_text(d.high, digits));
  const bool clear = judge_difference(s) != finding_kind::undecided;
  return {{text, clear ? text_style::strong : text_style::plain}, plain(p_text(*s.adjusted_p))};
}

html_table main_table(const experiment_summary& e) {
  html_table t;
  t.caption = headline(e) + ". Best mean first; p adjusted by Holm.";
  t.columns = {{"schedule"},
               {"rule"},
               {"n", text_align::right},
               {words_of_metric(e.metric), text_align::right},
               {"minus " + e.reference + " [95 %]", text_align::right},
               {"p", text_align::right}};
  const bool paper = std::ranges::any_of(e.schedules, [](const schedule_summary& s) { return s.paper.has_value(); });
  if (paper) t.columns.push_back({"published", text_align::right});
  t.columns.push_back({"quadratic", text_align::right});
  t.columns.push_back({"bound", text_align::right});
  const auto percent = [](double v) {
    return std::isfinite(v) ? fmt::format("{:+.1f} %", 100.0 * v) : std::string("–");
  };
  for (const schedule_summary& s : e.schedules) {
    piece_row cells{{s.spec, text_style::code}};
    cells.push_back(s.rule ? verdict_badge(tone_of(*s.rule)) : plain("–"));
    cells.push_back(plain(std::to_string(s.seeds.size())));
    cells.push_back(plain(s.values.empty() ? no_mean(s) : mean_text(s.metric, "±")));
    for (text_piece& c : difference_cells(e, s)) cells.push_back(std::move(c));
    if (paper) cells.push_back(plain(published_text(s.paper, "±")));
    cells.push_back(plain(s.expected ? percent(s.expected->quadratic) : "–"));
    cells.push_back(plain(s.expected ? percent(s.expected->bound) : "–"));
    t.rows.push_back(std::move(cells));
  }
  return t;
}

// All measured quantities.
html_table detail_table(const experiment_summary& e) {
  html_table t;
  t.caption =
      "All measured quantities: mean ± standard error. δ is the change of the logged loss between rows: the largest "
      "and the 99 % quantile.";
  t.columns = {{"schedule"}, {"peak", text_align::right}};
  struct field {
    const char* name;
    std::optional<estimate> schedule_summary::* value;
  };
  const std::vector<field> fields = {{"train loss", &schedule_summary::train_loss},
                                     {"held-out loss", &schedule_summary::held_out_loss},
                                     {"test error", &schedule_summary::test_error},
                                     {"δ largest", &schedule_summary::delta_max},
                                     {"δ 99 %", &schedule_summary::delta_q99}};
  std::vector<field> shown;
  for (const field& f : fields) {
    if (std::ranges::any_of(e.schedules, [&](const schedule_summary& s) { return (s.*f.value).has_value(); }))
      shown.push_back(f);
  }
  for (const field& f : shown) t.columns.push_back({f.name, text_align::right});
  t.columns.push_back({"detectable", text_align::right});
  for (const schedule_summary& s : e.schedules) {
    piece_row cells{{s.spec, text_style::code}, plain(fmt::format("{:.3g}", s.peak))};
    for (const field& f : shown) cells.push_back(plain(s.*f.value ? mean_text(*(s.*f.value), "±") : "–"));
    cells.push_back(plain(s.against_reference ? fmt::format("{:.2g}", s.against_reference->detectable) : ""));
    t.rows.push_back(std::move(cells));
  }
  return t;
}

// 29,995,392
std::string grouped_digits(std::uint64_t n) {
  std::string out = std::to_string(n);
  for (std::size_t k = out.size(); k > 3; k -= 3) out.insert(k - 3, ",");
  return out;
}

std::string facts_of(const experiment_summary& e) {
  const taper::result<experiment> known = find_experiment(e.name);
  std::string out = known ? known->summary + ". " : "";
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
  if (e.parameters > 0) out += grouped_digits(e.parameters) + " parameters. ";
  out += "The table compares the " + words_of_metric(e.metric) + " at the end of the runs.";
  return out;
}

std::string duration(double seconds) {
  if (seconds < 120.0) return fmt::format("{:.0f} s", seconds);
  return seconds < 7200.0 ? fmt::format("{:.0f} min", seconds / 60.0) : fmt::format("{:.1f} h", seconds / 3600.0);
}

void say(html_report& page, const std::vector<statement>& statements) {
  std::vector<piece_row> items;
  for (const statement& s : statements) items.push_back({badge_of(s.result), plain(" " + s.text)});
  if (!items.empty()) page.list(items);
}

void in_short(html_report& page, const std::vector<experiment_summary>& all) {
  page.heading("Summary");
  page.paragraph(
      "The claim: schedules that satisfy the three-stage rule perform equally well, and schedules that violate it "
      "perform worse. Each part of the claim is tested separately for every experiment; “undecided” means that the "
      "runs are too few or too noisy.");
  html_table t;
  t.columns = {{"experiment"}, {"protocol"}};
  std::vector<std::string> claims;
  for (const experiment_summary& e : all) {
    for (const statement& s : conclude(e)) {
      if (s.claim.empty() || std::ranges::find(claims, s.claim) != claims.end()) continue;
      claims.push_back(s.claim);
      t.columns.push_back({s.claim});
    }
  }
  if (claims.empty()) {
    page.paragraph("The runs do not include the schedules of the claim.");
    return;
  }
  for (const experiment_summary& e : all) {
    piece_row cells{{e.name, text_style::strong}, plain(e.protocol)};
    const std::vector<statement> said = conclude(e);
    for (const std::string& claim : claims) {
      const auto at = std::ranges::find(said, claim, &statement::claim);
      cells.push_back(at == said.end() ? plain("–") : badge_of(at->result));
    }
    t.rows.push_back(std::move(cells));
  }
  page.table(t);
}

void section(html_report& page, const experiment_summary& e, const run_set& set) {
  page.heading(e.name + (e.protocol.empty() || e.protocol == "shared" ? "" : ", " + e.protocol));
  page.paragraph(facts_of(e));
  page.table(main_table(e));
  say(page, conclude(e));
  for (const std::string& n : e.notes) page.callout(tone::neutral, n);
  const experiment_curves curves = curves_of(e, set);
  for (const std::string& n : curves.notes) page.callout(tone::violating, n);
  if (!curves.schedules.empty()) page.chart(curve_figure(e, curves));
  page.chart(result_figure(e));
  page.table(detail_table(e));
}

void how_to_read(html_report& page) {
  page.heading("Columns and terms");
  page.list({
      {{"Paired seeds.", text_style::strong},
       plain(" A seed fixes the initial weights and the order of the data for every schedule. Schedules are compared "
             "seed by seed, so that these effects cancel out.")},
      {{"Intervals.", text_style::strong},
       plain(" Student's t at 95 %. With three seeds an interval extends 4.3 standard errors to each side.")},
      {{"p.", text_style::strong},
       plain(" Two-sided paired t test, adjusted by Holm for the number of schedules compared.")},
      {{"Detectable.", text_style::strong},
       plain(" The smallest true difference that a test with this spread and number of seeds detects with 80 % "
             "probability. If no difference is shown, smaller differences remain possible.")},
      {{"Quadratic, bound.", text_style::strong},
       plain(" Predictions of taper predict: the loss on a noisy quadratic, and a last-iterate bound for convex "
             "problems, as fractions above cosine. They rank schedules but do not model the network.")},
      {{"Published.", text_style::strong},
       plain(" Numbers of the paper, only for experiments of the same size. The nano experiments are much smaller "
             "and have none.")},
  });
}

void machine(html_report& page, const std::vector<experiment_summary>& all, const report_options& options) {
  page.heading("Machine and commands");
  html_table t;
  t.columns = {
      {"experiment"}, {"protocol"}, {"device"}, {"time", text_align::right}, {"per second", text_align::right}};
  for (const experiment_summary& e : all) {
    std::string device;
    for (const std::string& m : e.machine) device += (device.empty() ? "" : "; ") + m;
    std::string speed = "–";
    if (e.throughput) speed = fmt::format("{:.0f}", *e.throughput);
    t.rows.push_back({plain(e.name), plain(e.protocol), plain(device), plain(duration(e.seconds)), plain(speed)});
  }
  t.caption = "Total time of all runs; tokens or images per second, mean over runs.";
  page.table(t);
  std::string commands;
  for (const experiment_summary& e : all) {
    std::vector<std::uint64_t> seeds;
    for (const schedule_summary& s : e.schedules) {
      if (s.seeds.size() > seeds.size()) seeds = s.seeds;
    }
    std::string schedules;
    for (const schedule_summary& s : e.schedules) schedules += (schedules.empty() ? "" : ",") + s.spec;
    commands += "taper lab run " + e.name + " --schedules '" + schedules + "' --seeds " + std::to_string(seeds.size());
    if (e.steps > 0) commands += " --steps " + std::to_string(e.steps);
    if (e.protocol != "shared" && !e.protocol.empty()) commands += " --protocol " + e.protocol;
    commands += "\n";
  }
  if (!options.command.empty()) commands += options.command + "\n";
  page.code(commands);
}

void left_out(html_report& page, const run_set& set) {
  for (const std::string& b : set.broken) page.callout(tone::violating, "Skipped: " + b);
  if (!set.unfinished.empty())
    page.callout(tone::marginal, std::to_string(set.unfinished.size()) +
                                     " unfinished runs were skipped, the first is " + set.unfinished.front());
}

}  // namespace

std::string report_html(const std::vector<experiment_summary>& all, const run_set& set, const report_options& options) {
  std::size_t runs = set.runs.size();
  html_report page({.title = options.title,
                    .subtitle = fmt::format("{} runs of {} experiment{}", runs, all.size(), all.size() == 1 ? "" : "s"),
                    .footer = options.version});
  in_short(page, all);
  left_out(page, set);
  for (const experiment_summary& e : all) section(page, e, set);
  how_to_read(page);
  machine(page, all, options);
  return page.str();
}

}  // namespace taper::lab
