// Targets of a fit and distances from them.
#include <algorithm>
#include <cmath>
#include <limits>

#include "taper/design/fit.hpp"
#include "taper/dynamics.hpp"

namespace taper {

namespace {

constexpr std::uint64_t most_steps = 2000;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// All steps of a run, or an even spread with steps 1, 2, 4, … from both ends, where windows bend most.
std::vector<std::uint64_t> steps_to_read(std::uint64_t n) {
  std::vector<std::uint64_t> out;
  const std::uint64_t count = std::min(n, most_steps);
  for (std::uint64_t k = 0; k < count; ++k) out.push_back(count == n ? k : detail::scaled_rounded(n - 1, k, count - 1));
  if (count < n) {
    for (std::uint64_t gap = 1; gap < n / most_steps; gap *= 2) out.push_back(gap), out.push_back(n - 1 - gap);
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());  // std::ranges::unique does not compile with clang 14
  }
  return out;
}

}  // namespace

double distances::by(distance_kind kind) const noexcept {
  switch (kind) {
    case distance_kind::l2: return l2;
    case distance_kind::dynamics: return dynamics;
    case distance_kind::sup: break;
  }
  return sup;
}

fit_target target_of(const run& r) {
  fit_target out{.steps = r.steps(), .at = steps_to_read(r.steps()), .peak = r.peak(), .with = r.source().with};
  for (const std::uint64_t t : out.at) {
    const dynamics_row row = dynamics_at(r, t);
    out.rates.push_back(row.lr);
    out.odds.push_back(row.gamma_bar ? row.z : none);
  }
  return out;
}

result<fit_target> target_of(const curve& rows, std::uint64_t steps) {
  fit_target out{.steps = steps};
  const auto bad = [&](std::size_t row, const std::string& what) {
    return failed(errc::out_of_range,
                  "row " + std::to_string(row + 1) + " (step " + print_number(rows.x[row]) + "): " + what);
  };
  if (rows.x.empty()) return failed(errc::missing, "a target needs at least one row");
  if (out.steps == 0) out.steps = static_cast<std::uint64_t>(std::clamp(rows.x.back(), 0.0, 9e18)) + 1;
  double highest = 0.0;
  for (std::size_t k = 0; k < rows.x.size(); ++k) {
    if (!(rows.x[k] >= 0.0) || rows.x[k] != std::floor(rows.x[k])) return bad(k, "a step must be a whole number >= 0");
    if (rows.x[k] >= static_cast<double>(out.steps))
      return bad(k, "the step lies beyond the run of " + std::to_string(out.steps) + " steps");
    if (rows.y[k] < 0.0) return bad(k, "a rate must be >= 0, got " + print_number(rows.y[k]));
    highest = std::max(highest, rows.y[k]);
  }
  if (!(highest > 0.0)) return failed(errc::out_of_range, "no rate is above zero");
  out.peak = highest;
  for (std::size_t k = 0; k < rows.x.size(); ++k) {
    out.at.push_back(static_cast<std::uint64_t>(rows.x[k]));
    out.rates.push_back(rows.y[k]);
    const double w = rows.y[k] / highest;
    out.odds.push_back(w > 0.0 && w < 1.0 ? (1.0 - w) / w : none);
  }
  return out;
}

distances distance_between(const run& r, const fit_target& target) {
  distances out;
  double squares = 0.0;
  double logs = 0.0;
  std::size_t falling = 0;
  const bool plain = !r.has_cycles() && r.sequence() == input::uniform;
  const fall_view fall = fall_of(r);
  const double scale = 1.0 / target.peak;
  for (std::size_t k = 0; k < target.at.size(); ++k) {
    const std::uint64_t t = target.at[k];
    const double off = (r(t) - target.rates[k]) * scale;
    squares += off * off;
    if (std::fabs(off) > out.sup) out.sup = std::fabs(off), out.worst_step = t;
    if (!(target.odds[k] > 0.0) || std::isinf(target.odds[k]) || t >= r.steps()) continue;
    const place at = plain ? fall.line.at(t) : r.locate(t).where;
    if (at.in != part::fall) continue;
    // s is the same on both sides, so ln gamma_bar differs as ln z does; a rate of 0 gives the largest distance
    const double z = std::clamp(fall.odds(at.at), 1e-300, 1e300);
    const double ratio = std::log(z / target.odds[k]);
    logs += ratio * ratio;
    ++falling;
  }
  out.l2 = std::sqrt(squares / static_cast<double>(target.at.size()));
  out.dynamics = falling > 0 ? std::sqrt(logs / static_cast<double>(falling)) : std::numeric_limits<double>::infinity();
  return out;
}

}  // namespace taper
