// Conclusions as sentences.
#include "report/conclusion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "report/table.hpp"

namespace taper::lab {
namespace {

std::string pairs_text(std::size_t n) { return std::to_string(n) + (n == 1 ? " paired seed" : " paired seeds"); }

std::string share_text(double share) { return fmt::format("{:.1f} %", 100.0 * share); }

const schedule_summary* find(const experiment_summary& e, const std::string& spec) {
  for (const schedule_summary& s : e.schedules) {
    if (s.spec == spec) return &s;
  }
  return nullptr;
}

std::string detectable_text(const experiment_summary& e, const mean_difference& d) {
  const schedule_summary* r = find(e, e.reference);
  const std::string share =
      r != nullptr && r->metric.mean > 0.0 ? " (" + share_text(d.detectable / r->metric.mean) + ")" : "";
  return fmt::format("a difference of {:.2g}{} would have been detected with 80 % probability", d.detectable, share);
}

std::string difference_text(const experiment_summary& e, const schedule_summary& s) {
  const mean_difference& d = *s.against_reference;
  const int digits = digits_for(d.standard_error, d.mean);
  const schedule_summary* r = find(e, e.reference);
  const std::string share =
      r != nullptr && r->metric.mean > 0.0 ? fmt::format(" ({:+.1f} %)", 100.0 * d.mean / r->metric.mean) : "";
  return fmt::format("{}{}, interval [{}, {}], adjusted p {}, {}", signed_text(d.mean, digits), share,
                     signed_text(d.low, digits), signed_text(d.high, digits), p_text(*s.adjusted_p),
                     pairs_text(s.pairs));
}

// Two seeds give a variance with one degree of freedom: no conclusion from so few.
constexpr std::size_t fewest_seeds = 3;

std::string stage_of(const schedule_summary& s) {
  return s.spec.starts_with("exp(beta=0.05)") ? "violates the early stage" : "violates the middle stage";
}

void say_violating(const experiment_summary& e, const schedule_summary& s, std::vector<statement>& out) {
  if (s.values.empty()) {
    out.push_back({outcome::undecided,
                   s.spec + (s.diverged > 0 ? " diverged in every run" : " has no finished run") +
                       ", so there is nothing to compare.",
                   s.spec + " is worse"});
    return;
  }
  if (!s.against_reference) return;
  const std::string head =
      s.spec + " (" + stage_of(s) + ") against " + e.reference + ": " + difference_text(e, s) + ". ";
  if (s.pairs < fewest_seeds) {
    out.push_back({outcome::undecided, head + fmt::format("{} seeds are too few for a conclusion.", s.pairs),
                   s.spec + " is worse"});
    return;
  }
  switch (judge_difference(s)) {
    case finding_kind::worse:
      out.push_back({outcome::reproduces, head + "It is worse, as in the paper.", s.spec + " is worse"});
      break;
    case finding_kind::better:
      out.push_back({outcome::contradicts, head + "It is better, contrary to the paper.", s.spec + " is worse"});
      break;
    case finding_kind::undecided:
      out.push_back({outcome::undecided,
                     head + "No difference is shown; " + detectable_text(e, *s.against_reference) + ".",
                     s.spec + " is worse"});
      break;
  }
}

constexpr std::string_view interchangeable_claim = "compliant schedules are interchangeable";

// The paper's first claim, over every baseline and compliant schedule together.
void say_compliant(const experiment_summary& e, std::vector<statement>& out) {
  double low = INFINITY;
  double high = -INFINITY;
  std::string best;
  std::string worst;
  std::string worse;
  std::size_t count = 0;
  std::size_t most = 0;
  for (const schedule_summary& s : e.schedules) {
    if ((s.place != paper_class::baseline && s.place != paper_class::compliant) || s.values.empty()) continue;
    ++count;
    most = std::max(most, s.values.size());
    if (s.common_mean < low) low = s.common_mean, best = s.spec;
    if (s.common_mean > high) high = s.common_mean, worst = s.spec;
    if (judge_difference(s) == finding_kind::worse) worse += (worse.empty() ? "" : ", ") + s.spec;
  }
  const std::size_t seeds = e.common_seeds.size();
  if (count < 3 || seeds == 0 || !(low > 0.0)) return;
  const double spread = high / low - 1.0;
  const std::string over = seeds > 1 && seeds < most ? fmt::format(", over the {} common seeds", seeds) : "";
  const std::string head = fmt::format("The {} compliant schedules are within {} of each other ({} best, {} worst){}",
                                       count, share_text(spread), best, worst, over);
  if (seeds < fewest_seeds) {
    out.push_back({outcome::undecided,
                   head + fmt::format(", but {} cannot separate a difference from chance.",
                                      seeds == 1 ? "one seed" : fmt::format("{} seeds", seeds)),
                   std::string(interchangeable_claim)});
  } else if (spread <= interchangeable_within) {
    out.push_back(
        {outcome::reproduces,
         head + ": interchangeable within the limit of 5 %" +
             (worse.empty() ? "." : ", although " + worse + " is significantly worse than " + e.reference + "."),
         std::string(interchangeable_claim)});
  } else {
    out.push_back({outcome::contradicts, head + ": more than the limit of 5 % for interchangeable schedules.",
                   std::string(interchangeable_claim)});
  }
}

// "linear (p 0.003)"
std::string equivalence_text(const schedule_summary& s, double margin) {
  return s.spec + " (p " + p_text(equivalence_p(*s.against_reference, margin)) + ")";
}

// Which favorable schedules are shown to end as the reference does. No adjustment: the claim is that all do.
void say_equivalence(const experiment_summary& e, std::vector<statement>& out) {
  const schedule_summary* r = find(e, e.reference);
  if (r == nullptr || !(r->metric.mean > 0.0)) return;
  const double margin = equivalent_within * r->metric.mean;
  std::string shown, open, apart;
  for (const schedule_summary& s : e.schedules) {
    if (s.rule != verdict::favorable || !s.against_reference || s.pairs < fewest_seeds) continue;
    const mean_difference& d = *s.against_reference;
    std::string& into = equivalence_p(d, margin) < 1.0 - confidence ? shown
                        : std::max(d.low, -d.high) > margin         ? apart
                                                                    : open;
    into += (into.empty() ? "" : ", ") + equivalence_text(s, margin);
  }
  if (shown.empty() && open.empty() && apart.empty()) return;
  std::string text =
      fmt::format("Favorable schedules against {}, two one-sided t tests with a margin of {}:", e.reference,
                  share_text(equivalent_within));
  if (!shown.empty()) text += " equivalent: " + shown + ".";
  if (!open.empty()) text += " not decided: " + open + ".";
  if (!apart.empty()) text += " further away than the margin: " + apart + ".";
  out.push_back({!apart.empty()  ? outcome::contradicts
                 : !open.empty() ? outcome::undecided
                                 : outcome::reproduces,
                 std::move(text), "favorable schedules are equivalent within 1 %"});
}

// Whether the violators are worse than every compliant schedule, not only worse than the reference.
void say_order(const experiment_summary& e, std::vector<statement>& out) {
  for (const schedule_summary& s : e.schedules) {
    if (s.place != paper_class::violating || s.values.empty() || judge_difference(s) != finding_kind::worse) continue;
    for (const schedule_summary& k : e.schedules) {
      const bool keeps = k.place == paper_class::baseline || k.place == paper_class::compliant;
      if (keeps && !k.values.empty() && k.common_mean > s.common_mean)
        out.push_back({outcome::remark, s.spec + " is worse than " + e.reference + ", but not worse than " + k.spec +
                                            ", which is compliant."});
    }
  }
}

void say_predictions(const experiment_summary& e, std::vector<statement>& out) {
  if (!e.quadratic_rank || !e.bound_rank) return;
  out.push_back({outcome::remark,
                 fmt::format("Rank correlation of predicted and measured order (Spearman): noisy quadratic {:+.2f}, "
                             "convex bound {:+.2f}.",
                             *e.quadratic_rank, *e.bound_rank)});
}

void say_what_it_is(const experiment_summary& e, std::vector<statement>& out) {
  const taper::result<experiment> known = find_experiment(e.name);
  const bool published =
      std::ranges::any_of(e.schedules, [](const schedule_summary& s) { return s.paper.has_value(); });
  if (published && known && known->data == data_kind::shakespeare && e.metric == "train_loss")
    out.push_back(
        {outcome::remark,
         "The published 0.16 nats on Shakespeare refer to training text: on held-out text the loss of such models "
         "falls to about 1.5 and rises again. The table has both losses; compare the published column with the "
         "training loss."});
  if (e.optimum && *e.optimum > 0.0)
    out.push_back(
        {outcome::remark,
         fmt::format("The lowest possible loss is {:.4f}; compare the losses in the table with it.", *e.optimum)});
  if (e.protocol == "shared")
    out.push_back({outcome::remark,
                   "Shared peak: all schedules use one peak, so a schedule with a smaller sum of rates trains less. A "
                   "deficit may come from the peak rather than the shape. The tuned and equal-budget protocols also "
                   "change the peak and do not separate the two; compare schedules with equal sums of rates."});
}

}  // namespace

std::string_view word_of(outcome o) noexcept {
  switch (o) {
    case outcome::reproduces: return "reproduces";
    case outcome::contradicts: return "contradicts";
    case outcome::undecided: return "undecided";
    case outcome::remark: break;
  }
  return "remark";
}

std::string_view mark_of(outcome o) noexcept {
  switch (o) {
    case outcome::reproduces: return "+";
    case outcome::contradicts: return "-";
    case outcome::undecided: return "?";
    case outcome::remark: break;
  }
  return "·";
}

std::vector<statement> conclude(const experiment_summary& e) {
  std::vector<statement> out;
  say_compliant(e, out);
  say_equivalence(e, out);
  for (const schedule_summary& s : e.schedules) {
    if (s.place == paper_class::violating) say_violating(e, s, out);
  }
  say_order(e, out);
  say_predictions(e, out);
  say_what_it_is(e, out);
  return out;
}

std::string headline(const experiment_summary& e) {
  std::size_t most = 0;
  double low = INFINITY;
  double high = 0.0;
  for (const schedule_summary& s : e.schedules) {
    most = std::max(most, s.seeds.size() + s.diverged);
    low = std::min(low, s.peak);
    high = std::max(high, s.peak);
  }
  const std::string peaks =
      high - low <= 1e-9 * high ? fmt::format("{:.3g}", high) : fmt::format("{:.3g} to {:.3g}", low, high);
  const std::string how = e.protocol == "tuned"    ? "each at its tuned peak"
                          : e.protocol == "budget" ? "equal sums of rates, peak"
                                                   : "shared peak";
  return fmt::format("{}: {} steps, {} {}, {} seed{}", e.name, e.steps, how, peaks, most, most == 1 ? "" : "s");
}

std::vector<std::string> explain_columns(const experiment_summary& e) {
  std::vector<std::string> out;
  out.push_back(words_of_metric(e.metric) + ": mean ± standard error over seeds" +
                (e.metric == "test_error" ? " (fraction of the test images)"
                 : e.name == "quadratic"  ? " (above the optimum)"
                                          : " (nats)"));
  out.push_back("minus " + e.reference +
                ": paired by seed, 95 % t interval; p: paired t test, adjusted by Holm for all comparisons");
  const schedule_summary* widest = nullptr;
  for (const schedule_summary& s : e.schedules) {
    if (s.against_reference &&
        (widest == nullptr || s.against_reference->detectable > widest->against_reference->detectable))
      widest = &s;
  }
  if (widest != nullptr)
    out.push_back(
        fmt::format("power: true differences above {:.2g} would be detected with 80 % probability in every row (p < "
                    "0.05, unadjusted)",
                    widest->against_reference->detectable));
  out.push_back(
      "quadratic, bound: loss relative to cosine under the same protocol, from taper predict; rule: taper check");
  return out;
}

}  // namespace taper::lab
