// Finds members that meet constraints: first minimizes the violation, then the distance to a given schedule.
#include <algorithm>
#include <cmath>
#include <limits>

#include "minimize.hpp"
#include "parameter_space.hpp"
#include "taper/design/design_window.hpp"
#include "taper/text.hpp"

namespace taper {

namespace {

constexpr double tolerance = 1e-6;  // allowed relative violation
constexpr double worst_miss = 1e6;  // for an infinite value

error refused(std::string message, std::string hint = {}) {
  return failed(errc::out_of_range, std::move(message), std::move(hint));
}

result<void> fault_of(const window_constraints& c) {
  const auto outside = [](const std::optional<double>& v, double low, double high) {
    return v && !(*v >= low && *v <= high);
  };
  if (!c.half_at_least && !c.end_slope && !c.steepness_max && !c.budget && !c.dirichlet)
    return refused("no constraint is given");
  if (outside(c.half_at_least, 0.0, 1.0))
    return refused("the window at half-way must be between 0 and 1, got " + print_number(*c.half_at_least));
  if (outside(c.end_slope, 0.0, 1e6)) return refused("the end slope must be >= 0, got " + print_number(*c.end_slope));
  if (outside(c.steepness_max, 0.0, 1e9))
    return refused("the largest steepness must be >= 0, got " + print_number(*c.steepness_max));
  if (outside(c.budget, 0.0, 1.0)) return refused("a budget must be between 0 and 1, got " + print_number(*c.budget));
  if (outside(c.dirichlet, 1.0, 1e9))
    return refused("no window from 1 to 0 has a Dirichlet factor below 1, got " + print_number(*c.dirichlet),
                   "linear has 1, cosine 1.2337");
  return {};
}

/// A constraint with the value of a run.
std::vector<constraint_outcome> outcomes(const run& r, const window_constraints& wanted) {
  std::vector<constraint_outcome> out;
  const fall_view fall = fall_of(r);
  const auto add = [&](std::string_view name, std::string_view relation, double limit, double got) {
    const double slack = tolerance * std::max(std::fabs(limit), 1e-3);
    const bool met = relation == ">="   ? got >= limit - slack
                     : relation == "<=" ? got <= limit + slack
                                        : std::fabs(got - limit) <= slack;
    out.push_back({name, relation, limit, got, met});
  };
  if (wanted.half_at_least) add("half", ">=", *wanted.half_at_least, fall.window(phase::at(0.5)));
  if (wanted.end_slope) add("end-slope", "=", *wanted.end_slope, -(1.0 - fall.floor) * fall.kernel.slope({1.0, 0.0}));
  if (wanted.steepness_max) add("steepness", "<=", *wanted.steepness_max, judge(fall).middle.steepness);
  if (wanted.budget) add("budget", "=", *wanted.budget, budget_of(r));
  if (wanted.dirichlet)
    add("dirichlet", "=", *wanted.dirichlet, (1.0 - fall.floor) * (1.0 - fall.floor) * r.source().shape.dirichlet());
  return out;
}

/// The violation of a constraint, relative to its size; negative if an inequality holds with room to spare.
double miss(const constraint_outcome& c) {
  if (!std::isfinite(c.got)) return worst_miss;
  const double off = c.relation == ">="   ? c.wanted - c.got
                     : c.relation == "<=" ? c.got - c.wanted
                                          : std::fabs(c.got - c.wanted);
  return std::min(worst_miss, off / std::max(std::fabs(c.wanted), 1e-3));
}

double violation_of(const std::vector<constraint_outcome>& all) {
  double out = 0.0;
  for (const constraint_outcome& c : all) out += std::max(0.0, miss(c));
  return out;
}

class constrained_search {
 public:
  constrained_search(const pattern& family, const window_constraints& wanted, std::uint64_t steps, fit_target near)
      : space_(family, detail::redundant_parameters(family)),
        with_(family.member.with),
        wanted_(&wanted),
        steps_(steps),
        near_(std::move(near)) {}

  [[nodiscard]] const detail::parameter_space& space() const { return space_; }
  [[nodiscard]] run member(std::span<const double> values) const {
    return schedule{space_.at_values(values), with_}.over(steps_);
  }
  [[nodiscard]] std::vector<constraint_outcome> outcomes_at(std::span<const double> values) const {
    return outcomes(member(values), *wanted_);
  }
  [[nodiscard]] double violation(std::span<const double> u) const {
    return violation_of(outcomes_at(space_.values(u)));
  }
  [[nodiscard]] double distance(std::span<const double> values) const {
    return distance_between(member(values), near_).sup;
  }

  /// Finds the point with the least violation, then from there the nearest feasible point to the given schedule.
  [[nodiscard]] result<std::vector<double>> best() const {
    std::vector<std::pair<double, std::vector<double>>> seen;
    for (std::vector<double>& u : space_.grid(space_.size() == 1 ? 49 : 196)) {
      const double v = violation(u);
      seen.emplace_back(v <= tolerance ? distance(space_.values(u)) * 1e-3 : 1.0 + v, std::move(u));
    }
    std::ranges::stable_sort(seen, {}, [](const auto& s) { return s.first; });
    std::optional<std::vector<double>> chosen;
    double chosen_violation = std::numeric_limits<double>::infinity();
    double chosen_distance = std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < std::min<std::size_t>(3, seen.size()); ++k) {
      std::vector<double> at = seen[k].second;
      if (violation(at) > 0.0) {
        const result<detail::minimum> least =
            search({.objective = [this](std::span<const double> u, std::span<double>) { return violation(u); },
                    .start = at,
                    .stop_below = 1e-10});
        if (!least) return least.error();
        at = least->x;
      }
      if (violation(at) <= tolerance) at = nearest_from(at);
      const double v = violation(at);
      const double d = distance(space_.values(at));
      const bool better = v <= tolerance ? chosen_violation > tolerance || d < chosen_distance : v < chosen_violation;
      if (better) chosen = at, chosen_violation = v, chosen_distance = d;
    }
    return *chosen;
  }

 private:
  [[nodiscard]] result<detail::minimum> search(detail::minimization problem) const {
    for (const detail::coordinate& c : space_.axes()) problem.lower.push_back(c.least), problem.upper.push_back(c.most);
    if (problem.at_most_zero.empty()) problem.by = detail::minimization::method::subplex;
    problem.max_evaluations = 1500;
    problem.relative_tolerance = 1e-11;
    return detail::minimize(problem);
  }

  [[nodiscard]] std::vector<double> nearest_from(const std::vector<double>& start) const {
    const auto distance_at = [this](std::span<const double> u, std::span<double>) {
      return distance(space_.values(u));
    };
    std::vector<std::function<double(std::span<const double>)>> limits;
    const std::size_t count = outcomes_at(space_.values(start)).size();
    for (std::size_t k = 0; k < count; ++k) {
      limits.push_back([this, k](std::span<const double> u) { return miss(outcomes_at(space_.values(u))[k]); });
      if (outcomes_at(space_.values(start))[k].relation != "=") continue;
      // an equality becomes two inequalities, because |v - w| has no derivative at its root
      limits.back() = [this, k](std::span<const double> u) { return signed_miss(u, k); };
      limits.push_back([this, k](std::span<const double> u) { return -signed_miss(u, k); });
    }
    const result<detail::minimum> found = search({.objective = distance_at,
                                                  .start = start,
                                                  .by = detail::minimization::method::constrained,
                                                  .at_most_zero = limits});
    if (!found || violation(found->x) > tolerance || distance(space_.values(found->x)) > distance(space_.values(start)))
      return start;
    return found->x;
  }

  [[nodiscard]] double signed_miss(std::span<const double> u, std::size_t k) const {
    const constraint_outcome c = outcomes_at(space_.values(u))[k];
    return std::clamp((c.got - c.wanted) / std::max(std::fabs(c.wanted), 1e-3), -worst_miss, worst_miss);
  }

  detail::parameter_space space_;
  composition with_;
  const window_constraints* wanted_;
  std::uint64_t steps_;
  fit_target near_;
};

}  // namespace

result<constrained_member> design_member(const pattern& family, const window_constraints& wanted, std::uint64_t steps) {
  TAPER_CHECK(fault_of(wanted));
  if (steps < 2) return refused("steps must be at least 2, got " + std::to_string(steps));
  TAPER_TRY(near, wanted.near.bind(steps));
  TAPER_CHECK(family.member.bind(steps));
  const constrained_search s(family, wanted, steps, target_of(near));
  std::vector<double> values;
  if (s.space().size() > 0) {
    TAPER_TRY(u, s.best());
    values = s.space().values(u);
    const double violation = std::max(violation_of(s.outcomes_at(values)), tolerance);
    const double distance = s.distance(values) * 1.001 + 1e-12;
    for (double& v : values) {
      v = detail::shortest(v, [&, &place = v](double shorter) {
        const double own = place;
        place = shorter;
        const bool serves = violation_of(s.outcomes_at(values)) <= violation && s.distance(values) <= distance;
        place = own;
        return serves;
      });
    }
  }
  const run r = s.member(values);
  constrained_member out{
      .member = r.source(), .constraints = outcomes(r, wanted), .fitted = {}, .distance = s.distance(values)};
  for (std::size_t k = 0; k < values.size(); ++k) out.fitted.push_back({s.space().axes()[k].name, values[k]});
  out.satisfies = std::ranges::all_of(out.constraints, &constraint_outcome::met);
  out.violation = violation_of(out.constraints);
  return out;
}

result<std::vector<constrained_member>> design_members(const std::vector<pattern>& families,
                                                       const window_constraints& wanted, std::uint64_t steps) {
  std::vector<constrained_member> out;
  error last = refused("no family to design with");
  for (const pattern& p : families) {
    result<constrained_member> m = design_member(p, wanted, steps);
    if (m)
      out.push_back(*std::move(m));
    else
      last = m.error();
  }
  if (out.empty()) return last;
  std::ranges::stable_sort(out, [](const constrained_member& a, const constrained_member& b) {
    if (a.satisfies != b.satisfies) return a.satisfies;
    return a.satisfies ? a.distance < b.distance : a.violation < b.violation;
  });
  return out;
}

}  // namespace taper
