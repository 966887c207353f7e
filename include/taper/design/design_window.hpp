// Design of a window from a target profile, a gain or constraints.
// Library taper::design, which needs NLopt.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "taper/curve.hpp"
#include "taper/design/fit.hpp"
#include "taper/table_of.hpp"
#include "taper/verdict/safe.hpp"

namespace taper {

/// A window as a function of the phase: the result of the designs below before conversion to a table.
using window_function = std::function<double(phase)>;

/// The window whose time-normalized rate is gamma_bar(x), per step, over `steps` steps:
///
///   w(x) = 1 / (1 + t gamma_bar(x)),  t = x steps
///
/// An infinite rate gives a window of 0. Errors: a rate that is negative or NaN (with its position), or one for which
/// the window does not start at 1. Source: docs/theory/design.md, inverse of gamma_bar = (1 - w) / (t w).
result<window_function> window_from_gamma_bar(const std::function<double(double x)>& gamma_bar, std::uint64_t steps);

/// The window whose acceptance is phi(x) = exp(-delta / w):  w(x) = delta / (-ln phi(x)).
///
/// delta is the largest change of the loss in one iteration, in the unit of the loss. Errors: an acceptance outside
/// [0, exp(-delta)], or one that does not begin at exp(-delta), where w = 1.
result<window_function> window_from_acceptance(const std::function<double(double x)>& acceptance, double delta);

/// The quantity in the rows of a measured or drawn profile.
enum class profile_kind : unsigned char { gamma_bar, acceptance };

/// The same from rows: x from 0 to 1, or steps (if any x is above 1). The window is the monotone cubic through the
/// windows of the rows; it begins at 1 and continues linearly after the last row.
result<window_function> window_from_rows(const curve& rows, profile_kind kind, std::uint64_t steps, double delta = 1.0);

/// Second-order constraint: the window with the same value at half-way whose rate has a log-slope d ln gamma_bar / d ln
/// t within `bounds` everywhere. Slopes are clipped to the bounds and the rate is integrated again from half-way.
///
/// Every window that ends at zero has an infinite log-slope there: an upper bound makes it end above zero.
window_function with_bounded_slope(const window_function& w, interval bounds);

/// A window scaled in its rate: gamma_bar' = gain gamma_bar, that is w' = w / (w + gain (1 - w)).
struct scaled_rate {
  schedule spec;
  double error = 0.0;  ///< largest difference from the formula; 0 if a family matches it exactly
};
/// linear and rex give rex, cosine and uba give uba, chebyshev gives chebyshev, constant gives constant; others, and
/// any with a floor, give a table. Modifiers are kept. Errors: gain <= 0 or not finite; restarts with a floor as a rate.
result<scaled_rate> scale_rate(const schedule& s, double gain);

/// Constraints on a window; entries without a value are not constrained. Floors and modifiers of the family count.
struct window_constraints {
  std::optional<double> half_at_least = {};  ///< w(1/2) >= this; the paper's early stage is 0.5
  std::optional<double> end_slope = {};      ///< -w'(1) = this: linear 1, cosine 0, one_minus_sqrt 0.5
  std::optional<double> steepness_max = {};  ///< S <= this: drops within a fiftieth, second half
  std::optional<double> budget = {};         ///< sum of the rates over peak times steps = this
  std::optional<double> dirichlet = {};      ///< integral of w'^2 = this, at least 1
  schedule near = {cosine{}, {}};            ///< the satisfying member nearest to this one (sup distance) is chosen
};

/// One constraint and its value for a member.
struct constraint_outcome {
  std::string_view name;      ///< half, end-slope, steepness, budget, dirichlet
  std::string_view relation;  ///< >=, <=, =
  double wanted = 0.0;
  double got = 0.0;
  bool met = false;  ///< within 1e-6 of the wanted value
};
struct constrained_member {
  schedule member;
  std::vector<constraint_outcome> constraints;
  std::vector<fitted_parameter> fitted;
  bool satisfies = false;
  double violation = 0.0;  ///< sum of the relative violations
  double distance = 0.0;   ///< sup distance to `near`
};

/// The member of a family that satisfies the constraints and is nearest to `near`, or the one with the smallest
/// violation. Errors: no constraint, a value that no window can have, a member that does not fit the length.
/// Cost: about 50 ms per family.
result<constrained_member> design_member(const pattern& family, const window_constraints& wanted, std::uint64_t steps);
/// Several families: first those that satisfy the constraints, nearest first; then the others by their violation.
result<std::vector<constrained_member>> design_members(const std::vector<pattern>& families,
                                                       const window_constraints& wanted, std::uint64_t steps);

}  // namespace taper
