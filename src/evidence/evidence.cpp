// Checks every window, runs it on every problem, and correlates verdicts with losses.
#include "taper/evidence.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "figures.hpp"
#include "taper/evidence/rank.hpp"
#include "taper/prediction.hpp"
#include "taper/print.hpp"
#include "taper/theory/bound.hpp"

namespace taper {

namespace {

constexpr std::size_t judged_steps = 1000;
constexpr double widest_margin = 5.0;
constexpr std::size_t family_at_least = 6;

std::vector<double> rates_of(const run& r, std::size_t steps) {
  std::vector<double> out(steps);
  for (std::size_t k = 0; k < steps; ++k) out[k] = r(k) / r.peak();
  return out;
}

/// ln(limit / value), clamped to the widest margin; a value of 0 gives the widest margin.
double room(double limit, double value) {
  if (!(value > 0)) return widest_margin;
  return std::isinf(value) ? -widest_margin : std::clamp(std::log(limit / value), -widest_margin, widest_margin);
}

double margin_of(const check_report& c, const check_options& how) {
  double middle = room(how.steepness_max, c.middle.steepness);
  if (c.middle.gamma_bar_fall > 1e-12) middle = std::min(middle, room(0.05, c.middle.gamma_bar_fall));
  const double late = std::isinf(c.late.value) ? widest_margin
                      : c.late.value > 0       ? -room(1.0, c.late.value)
                                               : -widest_margin;
  return std::min({room(how.slack, c.early.value), middle, late});
}

std::string family_of(const schedule& s) {
  std::string out(s.root ? std::string("rule") : std::string(s.shape.info().name));
  if (s.with.hold || s.with.cooldown) out += " + hold";
  if (s.with.floor) out += " + floor";
  return out;
}

std::string broken_stages(const check_report& c) {
  std::string out;
  const auto add = [&](verdict v, const char* name) {
    if (v == verdict::violating) out += (out.empty() ? "" : "+") + std::string(name);
  };
  add(c.early.verdict, "early");
  add(c.middle.verdict, "middle");
  add(c.late.verdict, "late");
  return out;
}

/// The problems with cosine as reference.
struct laboratory {
  struct bench {
    noisy_quadratic problem;
    std::vector<double> cosine;
    quadratic_reference reference;
  };
  std::vector<bench> benches;
  double cosine_bound = 0;

  laboratory() {
    const schedule cosine_window{cosine{}, {}};
    for (const evidence_problem& p : evidence_problems) {
      noisy_quadratic problem(p.setting);
      std::vector<double> rates = rates_of(cosine_window.over(p.setting.steps), p.setting.steps);
      const quadratic_reference reference = reference_on(problem, rates);
      benches.push_back({std::move(problem), std::move(rates), reference});
    }
    cosine_bound = bounds_of(rates_of(cosine_window.over(judged_steps), judged_steps)).last_iterate.tuned();
  }
};

result<evidence_row> row_of(const schedule& s, const laboratory& lab, const check_options& how) {
  TAPER_TRY(bound, s.bind(judged_steps));
  const run& r = bound;
  TAPER_TRY(checked, check(r, how));
  const check_report& c = checked;
  evidence_row row{.spec = print(s), .family = family_of(s), .stage = broken_stages(c)};
  row.verdict = c.verdict;
  row.margin = margin_of(c, how);
  row.odds_half = c.early.value;
  row.steepness = c.middle.steepness;
  row.kappa = largest_kappa(fall_of(r, c.cycle.value_or(0)));
  row.late = c.late.value;
  const fall_view fall = fall_of(r, c.cycle.value_or(0));
  row.gamma_bar_half = fall.odds({0.5, 0.5}) / 0.5;
  if (c.collapse && c.collapse->at) {
    row.collapse_at = static_cast<double>(*c.collapse->at) / static_cast<double>(judged_steps);
    row.collapse_width = c.collapse->width.value_or(1.0);
  }
  row.lambda = last_iterate_lambda([&](double x, double y) { return relative_rate(r, x, y); });
  row.bound = bounds_of(rates_of(r, judged_steps)).last_iterate.tuned() / lab.cosine_bound - 1;
  row.budget = c.budget;
  for (std::size_t p = 0; p < lab.benches.size(); ++p) {
    const laboratory::bench& b = lab.benches[p];
    const std::size_t steps = b.problem.setting().steps;
    TAPER_TRY(there, s.bind(steps));
    row.losses[p] = compare_on(b.problem, b.reference, rates_of(there, steps));
  }
  return row;
}

association associate(const std::vector<evidence_row>& rows, predictor by, std::size_t problem, protocol under,
                      double threshold) {
  association out{.by = by, .problem = problem, .under = under};
  std::vector<double> scores, losses;
  std::vector<bool> worse;
  std::map<std::string, std::pair<std::vector<double>, std::vector<double>>> families;
  for (const evidence_row& row : rows) {
    if (!row.counts(problem, under)) continue;
    scores.push_back(row.score(by));
    losses.push_back(row.loss(problem, under));
    worse.push_back(losses.back() > threshold);
    auto& [own_scores, own_losses] = families[row.family];
    own_scores.push_back(scores.back());
    own_losses.push_back(losses.back());
  }
  out.windows = scores.size();
  out.worse = static_cast<std::size_t>(std::count(worse.begin(), worse.end(), true));
  out.correlation = rank_correlation(scores, losses);
  out.area = area_under_curve(scores, worse);
  double sum = 0, weight = 0;
  for (const auto& [name, columns] : families) {
    if (columns.first.size() < family_at_least) continue;
    const double rho = rank_correlation(columns.first, columns.second);
    if (std::isnan(rho)) continue;
    sum += rho * static_cast<double>(columns.first.size());
    weight += static_cast<double>(columns.first.size());
  }
  out.within_families = sum / weight;
  return out;
}

/// Links each parameter to the rate at half-way, for every family and every choice of its other parameters.
std::vector<evidence_chain::link> parameter_links(const std::vector<schedule>& windows,
                                                  const std::vector<evidence_row>& rows) {
  struct columns {
    std::vector<double> parameter, rate;
  };
  std::vector<evidence_chain::link> out;
  for (const schedule& first : windows) {
    if (first.root || first.with.hold || first.with.cooldown || first.with.floor) continue;
    for (const std::string_view name : parameter_names(first.shape)) {
      const std::string family(first.shape.info().name);
      const bool known = std::any_of(out.begin(), out.end(), [&](const evidence_chain::link& l) {
        return l.family == family && l.parameter == name;
      });
      if (known) continue;
      std::map<std::string, columns> groups;  // key: the window without this parameter
      for (std::size_t k = 0; k < windows.size(); ++k) {
        const schedule& s = windows[k];
        if (s.root || s.shape.info().name != family || s.with.hold || s.with.cooldown || s.with.floor) continue;
        const std::optional<any_window> rest = with_parameter(s.shape, name, *parameter_value(first.shape, name));
        columns& group = groups[print(schedule{*rest, {}})];
        group.parameter.push_back(*parameter_value(s.shape, name));
        group.rate.push_back(rows[k].gamma_bar_half);
      }
      double sum = 0;
      std::size_t count = 0;
      for (const auto& [rest, group] : groups) {
        const double rho = rank_correlation(group.parameter, group.rate);
        if (std::isnan(rho)) continue;
        sum += rho * static_cast<double>(group.parameter.size());
        count += group.parameter.size();
      }
      if (count >= family_at_least) out.push_back({family, std::string(name), sum / static_cast<double>(count), count});
    }
  }
  return out;
}

}  // namespace

double largest_kappa(const fall_view& fall) {
  double out = 0.0;
  constexpr int cells = 1000;
  for (int k = 0; k < cells; ++k) {
    const double x = 0.5 + 0.5 * k / cells;
    out = std::max(out, fall.kappa({x, 1.0 - x}).value_or(0.0));
  }
  return out;
}

std::string_view name_of(protocol p) {
  constexpr std::array<std::string_view, protocols.size()> names{"shared", "tuned", "equal-budget"};
  return names[static_cast<std::size_t>(p)];
}

std::string_view name_of(predictor p) {
  constexpr std::array<std::string_view, predictors.size()> names{
      "verdict", "margin", "early", "steepness", "kappa", "late", "collapse", "abrupt", "lambda", "bound", "budget"};
  return names[static_cast<std::size_t>(p)];
}

double evidence_row::loss(std::size_t problem, protocol p) const {
  const quadratic_comparison& c = losses[problem];
  return p == protocol::shared ? c.shared : p == protocol::tuned ? c.tuned : c.equal_budget;
}

bool evidence_row::counts(std::size_t problem, protocol p) const {
  return p != protocol::equal_budget || !losses[problem].equal_budget_beyond_limit;
}

double evidence_row::score(predictor p) const {
  switch (p) {
    case predictor::verdict: return static_cast<double>(verdict);
    case predictor::margin: return -margin;
    case predictor::early: return odds_half;
    case predictor::steepness: return steepness;
    case predictor::kappa: return kappa;
    case predictor::late: return -late;
    case predictor::collapse: return -collapse_at;
    case predictor::abrupt: return -collapse_width;
    case predictor::lambda: return lambda;
    case predictor::bound: return bound;
    case predictor::budget: break;
  }
  return -budget;
}

const association& evidence::of(predictor by, std::size_t problem, protocol under) const {
  return *std::find_if(associations.begin(), associations.end(),
                       [&](const association& a) { return a.by == by && a.problem == problem && a.under == under; });
}

const evidence_row* evidence::find(std::string_view spec) const {
  const auto at = std::find_if(rows.begin(), rows.end(), [&](const evidence_row& r) { return r.spec == spec; });
  return at == rows.end() ? nullptr : &*at;
}

result<evidence> gather_evidence(const evidence_options& options) {
  std::vector<schedule> windows = options.windows.empty() ? evidence_windows() : options.windows;
  windows.insert(windows.end(), options.more.begin(), options.more.end());
  const laboratory lab;
  std::vector<std::optional<evidence_row>> rows(windows.size());
  std::optional<error> failure;
  std::atomic<std::size_t> next{0};
  std::mutex guard;
  std::size_t finished = 0;
  const auto work = [&] {
    for (std::size_t k = next++; k < windows.size(); k = next++) {
      result<evidence_row> row = row_of(windows[k], lab, options.how);
      const std::lock_guard lock(guard);
      if (row) {
        rows[k] = *std::move(row);
      } else if (!failure) {
        failure = row.error();
        failure->message = print(windows[k]) + ": " + failure->message;
      }
      finished += 1;
      if (options.progress) options.progress(finished, windows.size());
    }
  };
  const std::size_t machine = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8);
  std::vector<std::thread> others;
  for (std::size_t k = 1; k < (options.threads > 0 ? options.threads : machine); ++k) others.emplace_back(work);
  work();
  for (std::thread& t : others) t.join();
  if (failure) return *failure;

  evidence out;
  out.threshold = options.threshold;
  for (std::optional<evidence_row>& row : rows) out.rows.push_back(*std::move(row));
  for (std::size_t p = 0; p < evidence_problems.size(); ++p) {
    for (const protocol under : protocols) {
      for (const predictor by : predictors)
        out.associations.push_back(associate(out.rows, by, p, under, options.threshold));
    }
  }
  out.chain.parameter_to_rate = parameter_links(windows, out.rows);
  std::vector<double> rates, collapses;
  for (std::size_t k = 0; k < windows.size(); ++k) {
    if (windows[k].with.hold || windows[k].with.cooldown) continue;  // a hold delays the collapse on the run's clock
    rates.push_back(out.rows[k].gamma_bar_half);
    collapses.push_back(out.rows[k].collapse_at);
  }
  out.chain.rate_to_collapse = rank_correlation(rates, collapses);
  return out;
}

}  // namespace taper
