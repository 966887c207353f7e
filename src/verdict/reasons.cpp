// Reasons and remedies: what a verdict means for the run, and the smallest change that passes the rule.
#include <cmath>
#include <cstdio>

#include "findings.hpp"
#include "taper/notation.hpp"
#include "taper/safe.hpp"

namespace taper::detail {

namespace {

std::string short_number(double v) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", v);
  return text;
}

/// A change of one shaping parameter that passes the rule, nearest to its present value.
void suggest_parameter(const run& r, const judgement& how, verdict now, std::vector<std::string>& into) {
  const any_window& w = r.judged().shape;
  // the boundary hardly depends on the length beyond a thousand steps; a short run is judged at its own
  const std::uint64_t steps = std::min<std::uint64_t>(r.steps(), 1000);
  int suggested = 0;
  for (const std::string_view name : parameter_names(w)) {
    const double value = *parameter_value(w, name);
    result<safe_range> area = safe_operating_range(w, name, steps, {}, how);
    if (!area) continue;
    for (const verdict wanted : {verdict::favorable, verdict::marginal}) {
      if (wanted >= now) break;
      const auto& intervals = wanted == verdict::favorable ? area->favorable : area->marginal;
      if (intervals.empty()) continue;
      const interval* nearest = nullptr;
      double best = 0.0;
      for (const interval& i : intervals) {
        const double distance = value < i.low ? i.low - value : value > i.high ? value - i.high : 0.0;
        if (nearest == nullptr || distance < best) nearest = &i, best = distance;
      }
      if (best == 0.0) break;  // the parameter is not what is wrong
      const std::string word(word_of(wanted));
      const std::string verb = value < nearest->low ? "raise " : "lower ";
      const interval_text shown = print_interval(*nearest, 4);
      const std::string& edge = value < nearest->low ? shown.low : shown.high;
      const std::string bound = value < nearest->low ? "at least " : "at most ";
      into.push_back((suggested++ > 0 ? "or " : "") + verb + std::string(name) + " from " + print_number(value) +
                     " to " + bound + edge + " (" + word + " range " + shown.joined() + ")");
      break;
    }
  }
}

}  // namespace

void add_reasons(const run& r, const judgement& how, const fall_view& fall, check_report& into) {
  const auto at = [](const std::optional<std::uint64_t>& step) {
    return step ? " at step " + std::to_string(*step) : std::string();
  };
  const double length = how.clock == judged_clock::whole_run ? static_cast<double>(r.steps()) : fall.line.fall_length();
  if (r.sequence() == input::kronecker) {
    into.reasons.emplace_back("not an annealing: a raw Kronecker sequence jumps over the whole window at every step");
    into.remedies.emplace_back("judge and run kronecker(sorted), the same rates in decreasing order");
    return;
  }
  if (into.early.verdict != verdict::favorable) {
    const double share = 1.0 / (1.0 + into.early.value);
    const std::string least = short_number(100.0 / (1.0 + how.slack)) + "%";
    const std::string where = how.clock == judged_clock::whole_run ? "run" : "fall";
    into.reasons.push_back("early: the rate is down to " + short_number(100.0 * share) + "% of the peak" +
                           at(into.early.step) + ", in the first half of the " + where +
                           (into.early.verdict == verdict::marginal
                                ? ", hardly below the " + least + " that the rule wants"
                                : "; the rule wants at least " + least + ": too little of it explores"));
  }
  if (into.middle.verdict != verdict::favorable) {
    if (into.middle.steepness > how.steepness_smooth) {
      into.reasons.push_back(
          "middle: the fall is " + short_number(into.middle.steepness) + " times as steep as linear decay" +
          at(into.middle.step) + " (smooth below " + short_number(how.steepness_smooth) + ", limit " +
          short_number(how.steepness_max) + ")" +
          (into.middle.verdict == verdict::violating ? ": the rate collapses within a few percent of the run" : ""));
    }
    if (!into.middle.monotone()) {
      into.reasons.push_back("middle: the time-normalized rate falls back by " +
                             short_number(100.0 * into.middle.gamma_bar_fall) +
                             "% in the second half, where it should rise to the end");
    }
  }
  if (into.late.verdict != verdict::favorable) {
    const double end = 1.0 / (1.0 + into.late.value * length);
    into.reasons.push_back("late: the last step still has " + short_number(100.0 * end) +
                           "% of the peak; the rule wants at most 1/" + short_number(length) + " = " +
                           short_number(100.0 / length) + "%" +
                           (into.late.verdict == verdict::violating ? ": the run never settles" : ""));
  }
  if (into.verdict == verdict::favorable) return;
  if (fall.floor > 0.0 && into.late.verdict != verdict::favorable) {
    into.remedies.push_back("lower the floor from " + short_number(100.0 * fall.floor) + "% to at most " +
                            short_number(100.0 / length) +
                            "%, or leave it out (a floor of 10% is common practice all the same)");
  }
  if (std::holds_alternative<constant>(r.judged().shape.family())) {
    into.reasons.back() = "late: a constant rate never anneals";
    into.remedies.emplace_back("add a fall: linear | hold(80%) keeps most of the run at the peak");
    return;
  }
  const verdict shape_alone =
      verdict_of(r.judged().shape, std::min<std::uint64_t>(std::max<std::uint64_t>(r.steps(), 2), 1000), how);
  if (shape_alone != verdict::favorable) suggest_parameter(r, how, shape_alone, into.remedies);
  if (into.late.verdict != verdict::favorable && fall.floor == 0.0 && into.remedies.empty()) {
    into.remedies.emplace_back("end lower: sampling(symmetric) puts the last step on the floor");
  }
  if (into.remedies.empty())
    into.remedies.emplace_back("take a window that passes: cosine, linear, poly(i=2), sigmoid(i=4)");
}

}  // namespace taper::detail
