// Groups trained runs, judges their schedules, correlates figures with losses.
#include "taper/evidence/runs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "figures.hpp"
#include "taper/evidence/rank.hpp"
#include "taper/notation.hpp"
#include "taper/prediction.hpp"

namespace taper {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t schedules_at_least = 5;
constexpr double low_end = 0.01;
constexpr std::array steepness_limits{1.0, 3.02, 5.37};  // linear decay, exp(0.05) and logistic(6), poly(10)

// Losses by peak and seed.
using losses_by_peak = std::map<double, std::map<std::uint64_t, std::vector<double>>>;

double mean_of(const std::map<std::uint64_t, std::vector<double>>& seeds) {
  double sum = 0, n = 0;
  for (const auto& [seed, losses] : seeds) {
    for (const double v : losses) sum += v, n += 1;
  }
  return sum / n;
}

double mean_of(const std::vector<double>& v) {
  double sum = 0;
  for (const double one : v) sum += one;
  return sum / static_cast<double>(v.size());
}

bool is_cosine(const std::string& spec) {
  return spec == "cosine" || spec.starts_with("cosine | warmup") || spec.starts_with("cosine | full") ||
         spec.starts_with("cosine | hold");
}

// Share of the run at rates from `low` (included) to `high` of the peak.
double share_between(const run& r, double low, double high) {
  std::uint64_t count = 0;
  for (std::uint64_t t = 0; t < r.steps(); ++t) {
    const double v = r(t) / r.peak();
    count += v >= low && v < high ? 1 : 0;
  }
  return static_cast<double>(count) / static_cast<double>(r.steps());
}

// The figures of a schedule at the length of its runs.
result<void> measure(schedule_outcome& out, std::uint64_t steps) {
  TAPER_TRY(parsed, parse(out.spec));
  TAPER_TRY(bound, parsed.bind(steps));
  TAPER_TRY(report, check(bound));
  out.scores.fill(nothing);
  const auto put = [&](std::string_view name, double v) { out.scores[place_of_predictor(name)] = v; };
  if (report.annealing) {
    out.rule = report.verdict;
    out.early_and_late = report.early.verdict != verdict::violating && report.late.verdict != verdict::violating;
    put("verdict", static_cast<double>(report.verdict));
    put("early", report.early.value);
    put("late", -report.late.value);
    put("steepness", report.middle.steepness);
    put("kappa", largest_kappa(fall_of(bound, report.cycle.value_or(0))));
  }
  put("narrow", -share_between(bound, 0.1, 0.9));
  put("below 10%", share_between(bound, 0.0, 0.1));
  put("below 1%", share_between(bound, 0.0, 0.01));
  put("budget", -report.budget);
  const prediction p = predict(bound);
  put("lambda", p.lambda);
  put("bound", p.omega);
  put("bound-shared", p.bound_shared.value_or(nothing));
  put("quadratic", p.quadratic.tuned);
  put("quadratic-shared", p.quadratic.shared);
  out.ends_low = bound(steps - 1) / bound.peak() < low_end;
  return {};
}

// The two columns of a predictor, without the schedules for which it is not defined.
struct columns {
  std::vector<double> scores, losses, budgets;
  std::vector<bool> worse;
};
columns columns_of(const run_study& s, std::size_t predictor, bool only_low) {
  columns out;
  for (const schedule_outcome& o : s.schedules) {
    if (std::isnan(o.scores[predictor]) || (only_low && !o.ends_low)) continue;
    out.scores.push_back(o.scores[predictor]);
    out.losses.push_back(o.loss);
    out.budgets.push_back(o.scores[place_of_predictor("budget")]);
    out.worse.push_back(o.excess > s.threshold);
  }
  return out;
}

correlation_estimate correlate(const columns& c) {
  const rank_interval i = bootstrap_rank_correlation(c.scores, c.losses);
  return {rank_correlation(c.scores, c.losses), i.low, i.high, c.scores.size()};
}

template <class In>
void add_class(run_study& s, std::string name, In in) {
  class_outcome c{.name = std::move(name), .best = HUGE_VAL, .worst = -HUGE_VAL};
  for (const schedule_outcome& o : s.schedules) {
    if (!in(o)) continue;
    ++c.schedules;
    c.worse += o.excess > s.threshold ? 1 : 0;
    c.mean += o.excess;
    c.best = std::min(c.best, o.excess);
    c.worst = std::max(c.worst, o.excess);
  }
  if (c.schedules == 0) return;
  c.mean /= static_cast<double>(c.schedules);
  s.classes.push_back(std::move(c));
}

void classify(run_study& s) {
  for (const verdict v : {verdict::favorable, verdict::marginal, verdict::violating})
    add_class(s, std::string(word_of(v)), [v](const schedule_outcome& o) { return o.rule == v; });
  double low = -1.0;
  for (std::size_t k = 0; k <= steepness_limits.size(); ++k) {
    const bool last = k == steepness_limits.size();
    const double high = last ? HUGE_VAL : steepness_limits[k];
    const auto text = [](double v) { return std::to_string(v).substr(0, 4); };
    const std::string name = last      ? "S above " + text(low)
                             : low < 0 ? "S up to " + text(high)
                                       : "S " + text(low) + " to " + text(high);
    add_class(s, name, [&](const schedule_outcome& o) {
      const double steepness = o.scores[place_of_predictor("steepness")];
      return o.early_and_late && steepness > low + 1e-9 && steepness <= high + 1e-9;
    });
    low = high;
  }
}

void associate(run_study& s) {
  for (std::size_t k = 0; k < run_predictors.size(); ++k) {
    const columns all = columns_of(s, k, false);
    s.associations[k] = {.all = correlate(all),
                         .ends_low = correlate(columns_of(s, k, true)),
                         .given_budget = run_predictors[k] == "budget"
                                             ? nothing
                                             : partial_rank_correlation(all.scores, all.losses, all.budgets),
                         .area = area_under_curve(all.scores, all.worse)};
  }
}

// Loss over the reference's at the seeds of both; over the means where they have none in common.
void compare(schedule_outcome& o, const std::map<std::uint64_t, std::vector<double>>& own,
             const std::map<std::uint64_t, std::vector<double>>& reference) {
  std::vector<double> differences;
  for (const auto& [seed, losses] : own) {
    const auto its = reference.find(seed);
    if (its != reference.end()) differences.push_back(mean_of(losses) - mean_of(its->second));
  }
  o.runs = differences.size();
  const double base = mean_of(reference);
  const double difference = differences.empty() ? mean_of(own) - base : mean_of(differences);
  if (o.runs > 1) {
    double squares = 0;
    for (const double d : differences) squares += (d - difference) * (d - difference);
    const double n = static_cast<double>(o.runs);
    o.error = std::sqrt(squares / (n - 1) / n);
  }
  o.loss = base + difference;
  o.excess = difference / base;
}

double best_peak(const losses_by_peak& peaks) {
  return std::min_element(peaks.begin(), peaks.end(),
                          [](const auto& a, const auto& b) { return mean_of(a.second) < mean_of(b.second); })
      ->first;
}

result<std::optional<run_study>> study(run_study s, const std::map<std::string, losses_by_peak>& specs) {
  const auto cosine =
      std::find_if(specs.begin(), specs.end(), [](const auto& entry) { return is_cosine(entry.first); });
  const auto best = std::min_element(specs.begin(), specs.end(), [](const auto& a, const auto& b) {
    return mean_of(a.second.at(best_peak(a.second))) < mean_of(b.second.at(best_peak(b.second)));
  });
  const auto& reference = cosine == specs.end() ? *best : *cosine;
  s.reference = reference.first;
  const double shared = best_peak(reference.second);
  for (const auto& [spec, peaks] : specs) {
    const auto at = peaks.find(s.best_peaks ? best_peak(peaks) : shared);
    if (at == peaks.end()) continue;
    schedule_outcome o{.spec = spec, .peak = at->first};
    compare(o, at->second, reference.second.at(shared));
    TAPER_CHECK(measure(o, s.steps));
    s.schedules.push_back(std::move(o));
  }
  if (s.schedules.size() < schedules_at_least) return std::optional<run_study>();
  std::stable_sort(s.schedules.begin(), s.schedules.end(),
                   [](const schedule_outcome& a, const schedule_outcome& b) { return a.loss < b.loss; });
  associate(s);
  classify(s);
  return std::optional(std::move(s));
}

}  // namespace

result<std::vector<run_study>> study_runs(std::span<const trained_run> runs, double threshold) {
  using key = std::tuple<std::string, std::string, std::uint64_t, std::optional<std::uint64_t>>;
  std::map<key, std::map<std::string, losses_by_peak>> groups;
  for (const trained_run& r : runs)
    groups[{r.experiment, r.protocol, r.steps, r.batch}][r.spec][r.peak][r.seed].push_back(r.loss);
  std::vector<run_study> out;
  for (const auto& [where, specs] : groups) {
    const bool several = std::any_of(specs.begin(), specs.end(), [](const auto& s) { return s.second.size() > 1; });
    const bool tuned = std::get<1>(where) != "shared";
    for (const bool best : {true, false}) {
      if (best ? !several && !tuned : tuned) continue;
      run_study s{.experiment = std::get<0>(where),
                  .protocol = std::get<1>(where),
                  .steps = std::get<2>(where),
                  .batch = std::get<3>(where),
                  .best_peaks = best,
                  .threshold = threshold};
      TAPER_TRY(made, study(std::move(s), specs));
      if (made) out.push_back(*std::move(made));
    }
  }
  return out;
}

}  // namespace taper
