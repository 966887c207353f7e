// The nearest member of a family to any curve of rates: library taper::design, which needs NLopt.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "taper/curve.hpp"
#include "taper/notation/pattern.hpp"
#include "taper/result.hpp"
#include "taper/schedule.hpp"

namespace taper {

/// Distance of two schedules at the steps of the target. w = lr / peak of the target.
enum class distance_kind : unsigned char {
  sup,       ///< largest |w_a - w_b|; pure number
  l2,        ///< root mean square of w_a - w_b; pure number
  dynamics,  ///< root mean square of ln(gamma_bar_a / gamma_bar_b) over the fall: 0.1 is about ten percent of the rate
};

/// The three distances of one pair, and the step where they are furthest apart.
struct distances {
  double sup = 0.0;
  double l2 = 0.0;
  double dynamics = 0.0;  ///< infinite if no step has both rates
  std::uint64_t worst_step = 0;

  [[nodiscard]] double by(distance_kind kind) const noexcept;
};

/// The target of a fit: rates at some steps of a run.
struct fit_target {
  std::uint64_t steps = 0;             ///< length of the run
  std::vector<std::uint64_t> at = {};  ///< strictly increasing, below `steps`
  std::vector<double> rates = {};      ///< in the unit of the peak
  std::vector<double> odds = {};       ///< z = (1 - w) / w, exact where it is known; NaN outside the fall
  double peak = 1.0;
  composition with = {};  ///< modifiers of a target that is a schedule
};

/// A run as a target: all its steps, or 2000 of a longer run, evenly spaced, with more points near both ends.
fit_target target_of(const run& r);
/// Rows (step, rate) as a target over `steps` steps; 0 means up to the last row. Its peak is the highest rate.
/// Errors: a step that is not a whole number or is outside the run, a negative rate, no rate above zero.
result<fit_target> target_of(const curve& rows, std::uint64_t steps = 0);

struct fit_options {
  distance_kind by = distance_kind::sup;
  int max_evaluations = 1500;  ///< of the distance, from each start
};

/// One parameter that was searched.
struct fitted_parameter {
  std::string_view name;
  double value = 0.0;
};

/// A member of a family and how far it is from the target.
struct fit_member {
  schedule member;  ///< parameters rounded as far as the distance allows (within 0.1 %)
  distances apart;  ///< of `member` as printed
  std::vector<fitted_parameter> fitted;
  std::vector<std::string_view> redundant;  ///< open but redundant (b and i of a sigmoid): at their default
  std::vector<schedule> ties;               ///< other members of the family at the same distance
};

/// The nearest member of one family: given parameters are fixed, open ones are searched on a grid and
/// refined by NLopt's subplex (Rowan 1990).
///
/// A pattern without modifiers takes those of the target; without a peak, the target's peak.
/// fit("poly(n=2)" to cosine) gives i = 1.783 at a sup distance of 0.0153 (at i = 1.8 it is 0.0185).
///
/// Limits   a local search from up to four starts: the distance is piecewise smooth with few minima in practice.
/// Cost     about 30 us per evaluation of 1000 steps: 20 ms with one open parameter, 0.2 s with two.
/// Errors   the member does not fit the length; a family without a formula (table).
result<fit_member> fit(const pattern& family, const fit_target& target, const fit_options& options = {});

/// Several families, nearest first. `tied` of them (at least 1) are as near as the first.
struct fit_ranking {
  std::vector<fit_member> members;
  std::size_t tied = 1;
};
/// Fits each family; families that do not fit the modifiers are skipped. Error: none of them fits.
result<fit_ranking> fit_all(const std::vector<pattern>& families, const fit_target& target,
                            const fit_options& options = {});

/// All families, and linear, power, cosine and exp after a hold whose length is searched too: on a grid of a
/// tenth of the run, then down to half a per cent. For a target without modifiers. Cost: about 2 s.
result<fit_ranking> fit_with_holds(const fit_target& target, const fit_options& options = {});

/// The distances of a run from a target.
distances distance_between(const run& r, const fit_target& target);

}  // namespace taper
