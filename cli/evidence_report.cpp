// Renders the evidence as text, JSON and CSV.
#include "evidence_report.hpp"

#include <fmt/format.h>

#include "check_report.hpp"

namespace taper::cli {

namespace {

using json = nlohmann::ordered_json;

json losses_json(const evidence_row& r) {
  json out = json::object();
  for (std::size_t p = 0; p < evidence_problems.size(); ++p) {
    const quadratic_comparison& c = r.losses[p];
    out[std::string(evidence_problems[p].name)] = {
        {"shared", number_or_null(c.shared)},
        {"tuned", number_or_null(c.tuned)},
        {"equal_budget", number_or_null(c.equal_budget)},
        {"tuned_peak", number_or_null(c.tuned_peak)},
        {"at_stability_cap", c.limited_by == tuned_rate::limit::stability_cap},
        {"equal_budget_beyond_limit", c.equal_budget_beyond_limit}};
  }
  return out;
}

json row_json(const evidence_row& r) {
  return {{"spec", r.spec},
          {"family", r.family},
          {"verdict", word_of(r.verdict)},
          {"violates", r.stage},
          {"margin", r.margin},
          {"odds_half", number_or_null(r.odds_half)},
          {"gamma_bar_half", number_or_null(r.gamma_bar_half)},
          {"steepness", number_or_null(r.steepness)},
          {"kappa", number_or_null(r.kappa)},
          {"late", number_or_null(r.late)},
          {"collapse_at", r.collapse_at},
          {"collapse_width", r.collapse_width},
          {"lambda", number_or_null(r.lambda)},
          {"bound", number_or_null(r.bound)},
          {"budget", r.budget},
          {"losses", losses_json(r)}};
}

std::string figure(double v) { return std::isnan(v) ? std::string("-") : fmt::format("{:+.2f}", v); }
std::string share(double v) { return std::isnan(v) ? std::string("-") : fmt::format("{:.2f}", v); }

std::string heading_of(const std::string& about) {
  if (about == "where-it-predicts") return "Where the rule predicts";
  if (about == "where-it-does-not") return "Where it does not";
  if (about == "exceptions") return "Exceptions";
  if (about == "small-budget") return "exp(beta=0.05)";
  if (about == "chain") return "The chain: parameter, rate, collapse, loss";
  if (about == "better-predictors") return "What predicts better";
  return "Limits";
}

}  // namespace

json evidence_json(const evidence& e) {
  json rows = json::array();
  for (const evidence_row& r : e.rows) rows.push_back(row_json(r));
  json associations = json::array();
  for (const association& a : e.associations) {
    associations.push_back({{"predictor", name_of(a.by)},
                            {"problem", evidence_problems[a.problem].name},
                            {"protocol", name_of(a.under)},
                            {"spearman", number_or_null(a.correlation)},
                            {"spearman_within_families", number_or_null(a.within_families)},
                            {"auc", number_or_null(a.area)},
                            {"windows", a.windows},
                            {"worse", a.worse}});
  }
  json links = json::array();
  for (const evidence_chain::link& l : e.chain.parameter_to_rate)
    links.push_back(
        {{"family", l.family}, {"parameter", l.parameter}, {"spearman", l.correlation}, {"windows", l.windows}});
  json said = json::array();
  for (const evidence_statement& s : statements_of(e)) said.push_back({{"about", s.about}, {"text", s.text}});
  return {{"schema", "taper.evidence/1"},
          {"relative_to", "cosine"},
          {"threshold", e.threshold},
          {"windows", rows.size()},
          {"statements", said},
          {"associations", associations},
          {"chain", {{"parameter_to_rate", links}, {"rate_to_collapse", number_or_null(e.chain.rate_to_collapse)}}},
          {"rows", rows}};
}

std::string evidence_text(const evidence& e, const style& look) {
  std::array<std::size_t, 3> count{};
  for (const evidence_row& r : e.rows) ++count[static_cast<std::size_t>(r.verdict)];
  std::string out = look.bold("the three-stage rule against losses") +
                    fmt::format("   {} windows: {} favorable, {} marginal, {} violating\n", e.rows.size(), count[0],
                                count[1], count[2]);
  std::string last;
  for (const evidence_statement& s : statements_of(e)) {
    if (s.about != last) out += "\n" + look.bold(heading_of(s.about)) + "\n";
    last = s.about;
    out += wrapped("  ", s.text, 100);
  }
  out += "\n" +
         look.bold(fmt::format("Rank correlation with the loss | AUC for more than {:.3g}% above tuned cosine",
                               100 * e.threshold)) +
         "\n";
  out += fmt::format("  {:<10}", "");
  for (const evidence_problem& p : evidence_problems) out += fmt::format("  {:<39}", p.name);
  out += fmt::format("\n  {:<10}", "predictor");
  for (std::size_t p = 0; p < evidence_problems.size(); ++p) {
    for (const protocol under : protocols)
      out += fmt::format("  {:<11}", under == protocol::equal_budget ? "budget" : name_of(under));
  }
  out += "\n";
  for (const predictor by : predictors) {
    out += fmt::format("  {:<10}", name_of(by));
    for (std::size_t p = 0; p < evidence_problems.size(); ++p) {
      for (const protocol under : protocols) {
        const association& a = e.of(by, p, under);
        out += fmt::format("  {:<11}", figure(a.correlation) + " " + share(a.area));
      }
    }
    out += "\n";
  }
  out +=
      look.dim(
          "  shared: all at cosine's best peak; tuned: each at its own, below the stability cap; budget: at the peak\n"
          "  that spends cosine's sum of rates. Signs are chosen so that + means: windows with a warning lose.") +
      "\n";
  return out;
}

std::string evidence_csv(const evidence& e) {
  std::string out =
      "spec,family,verdict,violates,margin,odds_half,gamma_bar_half,steepness,kappa,late,collapse_at,collapse_width,"
      "lambda,"
      "bound,budget";
  for (const evidence_problem& p : evidence_problems)
    out += fmt::format(",{0} shared,{0} tuned,{0} equal-budget,{0} tuned peak", p.name);
  out += "\n";
  for (const evidence_row& r : e.rows) {
    out += fmt::format("\"{}\",{},{},{},{},{},{},{},{},{},{},{},{},{}", r.spec, r.family, word_of(r.verdict), r.stage,
                       r.margin, r.odds_half, r.gamma_bar_half, r.steepness, r.kappa, r.late, r.collapse_at,
                       r.collapse_width, r.lambda, r.bound, r.budget);
    for (const quadratic_comparison& c : r.losses)
      out += fmt::format(",{},{},{},{}", c.shared, c.tuned, c.equal_budget, c.tuned_peak);
    out += "\n";
  }
  return out;
}

}  // namespace taper::cli
