// Finds the nearest member: a grid search, then subplex from the best points, then rounding of the parameters.
#include "taper/design/fit.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "minimize.hpp"
#include "parameter_space.hpp"
#include "taper/verdict/safe.hpp"

namespace taper {

namespace {

/// Distances below this are rounding errors.
constexpr double nothing = 1e-13;

/// Modifiers of the members: those of the pattern, or else of the target; the target's peak unless one is given.
composition modifiers_of(const pattern& family, const fit_target& target) {
  composition with = family.member.with;
  if (with == composition{}) with = target.with;
  if (!with.peak && target.peak != 1.0) with.peak = modifier::peak{target.peak};
  return normalized(with);
}

class search {
 public:
  search(const pattern& family, const fit_target& target, const fit_options& options)
      : space_(family, detail::redundant_parameters(family)),
        target_(&target),
        options_(options),
        with_(modifiers_of(family, target)) {}

  [[nodiscard]] const detail::parameter_space& space() const { return space_; }
  [[nodiscard]] schedule member(std::span<const double> values) const { return {space_.at_values(values), with_}; }
  [[nodiscard]] double distance(const schedule& s) const {
    const result<run> r = s.bind(target_->steps);
    return r ? distance_between(*r, *target_).by(options_.by) : std::numeric_limits<double>::infinity();
  }
  [[nodiscard]] double distance_at(std::span<const double> u) const { return distance(member(space_.values(u))); }

  /// Local minima from the best grid points, best first.
  [[nodiscard]] result<std::vector<detail::minimum>> minima() const {
    std::vector<std::pair<double, std::vector<double>>> seen;
    for (std::vector<double>& u : space_.grid(space_.size() == 1 ? 65 : 300))
      seen.emplace_back(distance_at(u), std::move(u));
    std::ranges::stable_sort(seen, {}, [](const auto& s) { return s.first; });
    std::vector<detail::minimum> out;
    std::vector<std::vector<double>> starts;
    for (const auto& [value, u] : seen) {
      const bool near_another = std::ranges::any_of(starts, [&u = u](const std::vector<double>& v) {
        double apart = 0.0;
        for (std::size_t k = 0; k < v.size(); ++k) apart = std::max(apart, std::fabs(u[k] - v[k]));
        return apart < 1.0;
      });
      if (near_another) continue;
      starts.push_back(u);
      if (starts.size() == 4) break;
    }
    for (const std::vector<double>& start : starts) {
      result<detail::minimum> found = refine(start);
      if (found && found->value > nothing)
        found = refine(found->x);  // restarting subplex at its result usually improves it
      if (!found) return found.error();
      out.push_back(*std::move(found));
      if (out.back().value <= nothing) break;
    }
    std::ranges::stable_sort(out, {}, &detail::minimum::value);
    return out;
  }

  /// Rounds one parameter after the other to the fewest digits that keep the distance within 0.1 %.
  [[nodiscard]] std::vector<double> shortened(std::vector<double> values, double best) const {
    const double most = best * (1.0 + 1e-3) + 1e-12;
    for (std::size_t k = 0; k < values.size(); ++k) {
      const detail::coordinate& axis = space_.axes()[k];
      const auto serves = [&](double v) {
        std::vector<double> changed = values;
        changed[k] = v;
        const schedule s = member(changed);
        return parameter_value(s.shape, axis.name) == v && distance(s) <= most;
      };
      if (const std::optional<double> rounder = near_the_top(axis, values[k], serves))
        values[k] = *rounder;
      else
        values[k] = detail::shortest(values[k], serves);
    }
    return values;
  }

 private:
  [[nodiscard]] result<detail::minimum> refine(const std::vector<double>& start) const {
    std::vector<double> lower;
    std::vector<double> upper;
    for (const detail::coordinate& c : space_.axes()) lower.push_back(c.least), upper.push_back(c.most);
    return detail::minimize(
        {.objective = [this](std::span<const double> u, std::span<double>) { return distance_at(u); },
         .start = start,
         .lower = lower,
         .upper = upper,
         .by = detail::minimization::method::subplex,
         .max_evaluations = options_.max_evaluations,
         .relative_tolerance = 1e-10,
         .stop_below = nothing});
  }

  /// Writes a value close to the open end of its range as 0.99…9, because rounding would leave the range.
  template <class Serves>
  static std::optional<double> near_the_top(const detail::coordinate& axis, double v, Serves&& serves) {
    if (axis.is_long || axis.high - v > 1e-3 * (axis.high - axis.low)) return std::nullopt;
    double gap = 0.1;
    for (int nines = 1; nines < 16; ++nines, gap /= 10.0) {
      const double candidate = axis.high - gap * (axis.high - axis.low);
      if (serves(candidate)) return candidate;
    }
    return std::nullopt;
  }

  detail::parameter_space space_;
  const fit_target* target_;
  fit_options options_;
  composition with_;
};

}  // namespace

result<fit_member> fit(const pattern& family, const fit_target& target, const fit_options& options) {
  const search s(family, target, options);
  const schedule first = s.member(s.space().values(s.space().grid(1).front()));
  TAPER_CHECK(first.bind(target.steps));
  fit_member out{
      .member = first, .apart = {}, .fitted = {}, .redundant = detail::redundant_parameters(family), .ties = {}};
  if (s.space().size() > 0) {
    TAPER_TRY(minima, s.minima());
    const double best = minima.front().value;
    for (const detail::minimum& m : minima) {
      if (m.value > best * (1.0 + 1e-6) + 1e-9) continue;
      const std::vector<double> values = s.shortened(s.space().values(m.x), m.value);
      const schedule member = s.member(values);
      if (&m == &minima.front()) {
        out.member = member;
        for (std::size_t k = 0; k < values.size(); ++k) out.fitted.push_back({s.space().axes()[k].name, values[k]});
        continue;
      }
      // searches that end in the same minimum differ only in the last digits
      bool same = true;
      for (std::size_t k = 0; k < values.size(); ++k) same = same && std::fabs(m.x[k] - minima.front().x[k]) < 1e-2;
      if (!same && member != out.member) out.ties.push_back(member);
    }
  }
  out.apart = distance_between(*out.member.bind(target.steps), target);
  return out;
}

result<fit_ranking> fit_all(const std::vector<pattern>& families, const fit_target& target,
                            const fit_options& options) {
  fit_ranking out;
  error last = failed(errc::missing, "no family to fit");
  for (const pattern& p : families) {
    result<fit_member> m = fit(p, target, options);
    if (m)
      out.members.push_back(*std::move(m));
    else
      last = m.error();
  }
  if (out.members.empty()) return last;
  const auto distance = [&](const fit_member& m) { return m.apart.by(options.by); };
  std::ranges::stable_sort(out.members, {}, distance);
  const double best = distance(out.members.front());
  // ties are ordered by the number of parameters: linear before power(p=1)
  const auto equals =
      std::ranges::find_if(out.members, [&](const fit_member& m) { return distance(m) > best * (1.0 + 1e-6) + 1e-9; });
  out.tied = static_cast<std::size_t>(equals - out.members.begin());
  std::stable_sort(out.members.begin(), equals,
                   [](const fit_member& a, const fit_member& b) { return a.fitted.size() < b.fitted.size(); });
  return out;
}

}  // namespace taper
