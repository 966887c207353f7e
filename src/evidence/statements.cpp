// States the results of the evidence in sentences.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#include "taper/evidence.hpp"

namespace taper {

namespace {

// Thresholds of the wording; an area under the curve of 0.5 is chance.
constexpr double predicts_from = 0.8, leans_from = 0.65;

template <class... Values>
std::string formatted(const char* form, Values... values) {
  std::array<char, 400> text{};
  const int length = std::snprintf(text.data(), text.size(), form, values...);
  std::string out(text.data(), static_cast<std::size_t>(std::clamp(length, 0, static_cast<int>(text.size()) - 1)));
  // The host program may have a locale with a decimal comma; no text here has a comma between digits.
  const auto digit = [&](std::size_t k) { return k < out.size() && out[k] >= '0' && out[k] <= '9'; };
  for (std::size_t k = 1; k < out.size(); ++k) {
    if (out[k] == ',' && digit(k - 1) && digit(k + 1)) out[k] = '.';
  }
  return out;
}

std::string percent(double share, bool sign = true) { return formatted(sign ? "%+.1f %%" : "%.0f %%", 100 * share); }

std::string place_of(std::size_t problem, protocol under) {
  const char* how = under == protocol::shared  ? "all at cosine's best peak"
                    : under == protocol::tuned ? "each at its own best peak"
                                               : "all with cosine's budget";
  return "on " + std::string(evidence_problems[problem].name) + ", " + how;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (std::size_t k = 0; k < parts.size(); ++k) out += (k == 0 ? "" : "; ") + parts[k];
  return out;
}

std::size_t count_of(const evidence& e, verdict v) {
  return static_cast<std::size_t>(
      std::count_if(e.rows.begin(), e.rows.end(), [v](const evidence_row& r) { return r.verdict == v; }));
}

/// Where the verdict predicts the loss well, weakly or not at all, by the area under the curve.
void where_it_predicts(const evidence& e, std::vector<evidence_statement>& out) {
  std::vector<std::string> yes, little, no;
  for (std::size_t p = 0; p < evidence_problems.size(); ++p) {
    for (const protocol under : protocols) {
      const association& a = e.of(predictor::verdict, p, under);
      if (std::isnan(a.area)) continue;
      std::string text = place_of(p, under) + formatted(" (AUC %.2f)", a.area);
      (a.area >= predicts_from ? yes : a.area >= leans_from ? little : no).push_back(std::move(text));
    }
  }
  const std::string question = "a loss more than " + percent(e.threshold, false) + " above tuned cosine's";
  out.push_back({"where-it-predicts",
                 yes.empty() ? "In no case does the verdict alone predict " + question + " well (AUC 0.80 or more)."
                             : "The verdict predicts " + question + " (AUC 0.80 or more): " + joined(yes) + "."});
  if (!little.empty())
    out.push_back({"where-it-predicts", "It predicts weakly (AUC 0.65 to 0.80): " + joined(little) + "."});
  out.push_back({"where-it-does-not",
                 no.empty() ? "It is better than chance in every case."
                            : "It predicts little or nothing (AUC below 0.65; chance is 0.50): " + joined(no) + "."});
}

/// The margin of a window, instead of its verdict, as predictor.
void its_margin(const evidence& e, std::vector<evidence_statement>& out) {
  std::vector<std::string> parts;
  for (std::size_t p = 0; p < evidence_problems.size(); ++p) {
    parts.push_back(std::string(evidence_problems[p].name) +
                    formatted(" %.2f shared, %.2f tuned, %.2f at equal budget",
                              e.of(predictor::margin, p, protocol::shared).area,
                              e.of(predictor::margin, p, protocol::tuned).area,
                              e.of(predictor::margin, p, protocol::equal_budget).area));
  }
  out.push_back({"where-it-predicts",
                 "The margin, how far a window is inside or outside the rule, has these AUCs: " + joined(parts) + "."});
}

/// How many of the favorable and of the violating windows lose.
void in_counts(const evidence& e, std::vector<evidence_statement>& out) {
  const auto share = [&](verdict v, std::size_t p, protocol under) {
    double all = 0, worse = 0;
    for (const evidence_row& r : e.rows) {
      if (r.verdict != v || !r.counts(p, under)) continue;
      all += 1;
      worse += r.loss(p, under) > e.threshold;
    }
    return all > 0 ? worse / all : 0.0;
  };
  std::string text = "Windows that end more than " + percent(e.threshold, false) + " above tuned cosine: ";
  std::vector<std::string> parts;
  for (std::size_t p = 0; p < evidence_problems.size(); ++p) {
    parts.push_back("on " + std::string(evidence_problems[p].name) + " " +
                    percent(share(verdict::favorable, p, protocol::shared), false) + " of the favorable against " +
                    percent(share(verdict::violating, p, protocol::shared), false) +
                    " of the violating at a shared peak, " +
                    percent(share(verdict::favorable, p, protocol::tuned), false) + " against " +
                    percent(share(verdict::violating, p, protocol::tuned), false) + " tuned");
  }
  out.push_back({"where-it-predicts", text + joined(parts) + "."});
}

/// The stages one by one: which of them predicts the loss.
void stage_by_stage(const evidence& e, std::vector<evidence_statement>& out) {
  std::vector<std::string> parts;
  for (const auto& [by, name] : {std::pair{predictor::early, "early stage (odds at half-way)"},
                                 std::pair{predictor::steepness, "middle stage (steepness)"},
                                 std::pair{predictor::late, "late stage (rate at the last step)"}}) {
    parts.push_back(std::string(name) + formatted(": %+.2f at a shared peak, %+.2f tuned, %+.2f at equal budget",
                                                  e.of(by, 0, protocol::shared).correlation,
                                                  e.of(by, 0, protocol::tuned).correlation,
                                                  e.of(by, 0, protocol::equal_budget).correlation));
  }
  out.push_back({"where-it-predicts",
                 "Rank correlation of the value of each stage with the loss on default: " + joined(parts) + "."});
}

void exceptions(const evidence& e, std::vector<evidence_statement>& out) {
  std::vector<const evidence_row*> broken, kept;
  for (const evidence_row& r : e.rows) {
    if (r.verdict == verdict::violating && r.losses[0].tuned < 0) broken.push_back(&r);
    if (r.verdict == verdict::favorable && r.losses[0].tuned > e.threshold) kept.push_back(&r);
  }
  const auto by_loss = [](const evidence_row* a, const evidence_row* b) {
    return a->losses[0].tuned < b->losses[0].tuned;
  };
  std::sort(broken.begin(), broken.end(), by_loss);
  std::sort(kept.rbegin(), kept.rend(), by_loss);
  const auto named = [&](const std::vector<const evidence_row*>& rows, bool with_stage) {
    std::vector<std::string> parts;
    for (std::size_t k = 0; k < std::min<std::size_t>(rows.size(), 5); ++k)
      parts.push_back(rows[k]->spec + " " + percent(rows[k]->losses[0].tuned) +
                      (with_stage ? " (violates " + rows[k]->stage + ")" : ""));
    return joined(parts);
  };
  if (!broken.empty())
    out.push_back(
        {"exceptions", formatted("%zu of the %zu violating windows beat tuned cosine on default when tuned, first: ",
                                 broken.size(), count_of(e, verdict::violating)) +
                           named(broken, true) + ". So the rule is not necessary."});
  out.push_back({"exceptions", kept.empty() ? "No favorable window loses more than " + percent(e.threshold, false) +
                                                  " on default when tuned."
                                            : formatted("%zu of the %zu favorable windows lose more than ", kept.size(),
                                                        count_of(e, verdict::favorable)) +
                                                  percent(e.threshold, false) + " on default when tuned, worst: " +
                                                  named(kept, false) + ". So the rule is not sufficient either."});
  std::vector<std::string> swings;
  for (const char* spec : {"one_minus_sqrt", "rex", "power(p=2)", "exp(beta=0.05)", "sigmoid(i=40)"}) {
    const evidence_row* r = e.find(spec);
    if (r == nullptr) continue;
    swings.push_back(std::string(spec) + " " + percent(r->losses[0].tuned) + ", " + percent(r->losses[1].tuned) + ", " +
                     percent(r->losses[2].tuned));
  }
  out.push_back({"exceptions",
                 "The problem matters as much as the window. Tuned, on default, stability-limited and "
                 "long-low-noise: " +
                     joined(swings) + "."});
}

void the_chain(const evidence& e, std::vector<evidence_statement>& out) {
  std::vector<std::string> parts;
  for (const evidence_chain::link& l : e.chain.parameter_to_rate)
    parts.push_back(l.family + "'s " + l.parameter + formatted(" %+.2f", l.correlation));
  out.push_back({"chain",
                 "Parameter to rate: the shaping parameter orders the time-normalized rate at half-way inside a "
                 "family, with the other parameters fixed, with a rank correlation of " +
                     joined(parts) + "."});
  out.push_back(
      {"chain", formatted("Rate to collapse: a higher rate at half-way means an earlier collapse of acceptance, "
                          "%+.2f. This link is nearly a definition.",
                          e.chain.rate_to_collapse)});
  std::vector<std::string> links;
  for (std::size_t p = 0; p < evidence_problems.size(); ++p)
    links.push_back("on " + std::string(evidence_problems[p].name) +
                    formatted(" %+.2f shared, %+.2f tuned, %+.2f at equal budget",
                              e.of(predictor::collapse, p, protocol::shared).correlation,
                              e.of(predictor::collapse, p, protocol::tuned).correlation,
                              e.of(predictor::collapse, p, protocol::equal_budget).correlation));
  out.push_back(
      {"chain",
       "Collapse to loss, the link on which the rule depends: rank correlation of an earlier collapse with a higher "
       "loss " +
           joined(links) + "."});
}

void small_budget(const evidence& e, std::vector<evidence_statement>& out) {
  const evidence_row* r = e.find("exp(beta=0.05)");
  if (r == nullptr) return;
  const quadratic_comparison& c = r->losses[0];
  std::string text = "exp(beta=0.05) spends " +
                     formatted("%.0f %% of cosine's sum of rates. On default it is ", 200 * r->budget) +
                     percent(c.shared) + " at cosine's peak, " + percent(c.equal_budget) +
                     " with cosine's sum of rates and " + percent(c.tuned) + " at its own best peak";
  if (c.shared > 0 && c.equal_budget < c.shared)
    text += formatted(
        ": in this model a larger peak removes %.0f %% of its deficit. The network of docs/lab-results.md lost more "
        "with such a peak",
        100 * (1 - std::max(0.0, c.equal_budget) / c.shared));
  const quadratic_comparison& low = r->losses[2];
  text +=
      ". On long-low-noise it is " + percent(low.shared) + " at cosine's peak and " + percent(low.tuned) + " tuned.";
  const quadratic_comparison& capped = r->losses[1];
  if (capped.limited_by == tuned_rate::limit::stability_cap)
    text += " On stability-limited the peak cannot rise: " + percent(capped.tuned) + " even tuned.";
  out.push_back({"small-budget", text});
}

void better_predictors(const evidence& e, std::vector<evidence_statement>& out) {
  std::vector<std::string> parts;
  for (std::size_t p = 0; p < evidence_problems.size(); ++p) {
    for (const protocol under : protocols) {
      const association* best = nullptr;
      for (const predictor by : predictors) {
        const association& a = e.of(by, p, under);
        if (!std::isnan(a.correlation) && (best == nullptr || a.correlation > best->correlation)) best = &a;
      }
      if (best == nullptr) continue;
      parts.push_back(
          place_of(p, under) + ": " + std::string(name_of(best->by)) +
          formatted(" %+.2f (verdict %+.2f)", best->correlation, e.of(predictor::verdict, p, under).correlation));
    }
  }
  out.push_back({"better-predictors",
                 "The best predictor of the order of the losses, by rank correlation: " + joined(parts) + "."});
}

void limits(const evidence& e, std::vector<evidence_statement>& out) {
  std::size_t beyond = 0;
  for (const evidence_row& r : e.rows) beyond += r.losses[1].equal_budget_beyond_limit;
  out.push_back(
      {"limits",
       formatted("The losses are those of a noisy quadratic: no network was trained. The %zu windows are a "
                 "choice, so a correlation over them depends on the shapes that it includes; \"inside families\" "
                 "depends less on them. ",
                 e.rows.size()) +
           formatted("At equal budget %zu windows are excluded on stability-limited, because the peak they "
                     "would need is beyond the stability limit.",
                     beyond)});
}

}  // namespace

std::vector<evidence_statement> statements_of(const evidence& e) {
  std::vector<evidence_statement> out;
  where_it_predicts(e, out);
  its_margin(e, out);
  in_counts(e, out);
  stage_by_stage(e, out);
  exceptions(e, out);
  small_budget(e, out);
  the_chain(e, out);
  better_predictors(e, out);
  limits(e, out);
  constexpr std::array<std::string_view, 7> order{
      "where-it-predicts", "where-it-does-not", "exceptions", "small-budget", "chain", "better-predictors", "limits"};
  std::ranges::stable_sort(out, {}, [&](const evidence_statement& s) { return std::ranges::find(order, s.about); });
  return out;
}

}  // namespace taper
