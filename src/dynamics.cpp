// First-order dynamics: from the window's closed form, or from the rates if no window is known.
#include "taper/dynamics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace taper {

std::optional<double> fall_view::kappa(phase p) const noexcept {
  // the factor 1 - floor of w' and of 1 - w cancels
  const double below = window(p) * kernel.complement(p);
  if (!(below > 0.0) || !(p.rest > 0.0)) return std::nullopt;
  const double slope = -kernel.slope(p);
  return slope == 0.0 ? 0.0 : p.x * p.rest * slope / below;
}

phase fall_view::at(std::uint64_t t) const noexcept {
  if (!order) return line.at(t).at;
  return kronecker_point(order->at(t - line.fall_begin().ceil()));
}

double fall_view::window_at(std::uint64_t t) const noexcept {
  return rates ? (*rates)(begin + t) / top : window(at(t));
}

double fall_view::odds_at(std::uint64_t t) const noexcept {
  if (!rates) return odds(at(t));
  const double w = window_at(t);
  return (1.0 - w) / w;
}

phase fall_view::phase_of(double s) const noexcept {
  const double length = line.fall_length();
  return {std::clamp(s / length, 0.0, 1.0), std::clamp((length - s) / length, 0.0, 1.0)};
}

double fall_view::steepness(double s) const noexcept {
  const double length = line.fall_length();
  const double h = std::max(1.0, length / 50.0);
  return (window(phase_of(s - h)) - window(phase_of(s))) * (length / h);
}

double fall_view::between(phase p) const noexcept {
  const double place = line.fall_begin().real() + p.x * line.fall_length();
  const std::uint64_t last = line.steps() - 1;
  const std::uint64_t t = std::min(static_cast<std::uint64_t>(place), last);
  const double left = window_at(t);
  const double part = place - static_cast<double>(t);
  if (!(part > 0.0)) return left;
  // the next step of this fall, unless a new cycle begins there
  const double right = t < last ? window_at(t + 1) : std::min(window_at(t + 1), left);
  return left + (right - left) * part;
}

fall_view fall_of(const run& r, std::uint64_t index) {
  const run::location where = r.cycle_number(index);
  const bool numeric = std::holds_alternative<table>(r.judged().shape.family());
  fall_view out{r.kernel(), r.floor_fraction(where.in), where.line, where.in.begin, r.steps(), numeric};
  if (const auto rates = r.only_rates(); rates && numeric) {
    out.may_rise = true;
    out.rates = rates;
    out.top = r.peak();
  }
  if (r.sequence() == input::kronecker_sorted) {
    const std::uint64_t first = where.line.fall_begin().ceil();
    out.order = kronecker_order(where.line.steps() > first ? where.line.steps() - first : 1);
  }
  return out;
}

dynamics_row dynamics_at(const run& r, std::uint64_t t, const check_options& how) {
  const run::location here = r.locate(t);
  const std::uint64_t local = t - here.in.begin;
  const fall_view fall = fall_of(r, here.in.index);
  dynamics_row out;
  out.step = t;
  out.lr = r(t);
  out.window = r.peak() > 0.0 ? out.lr / r.peak() : 0.0;
  out.x = here.where.at.x;
  const bool falling = here.where.in == part::fall;
  const bool raw = r.sequence() == input::kronecker;
  if (falling && here.in.height == 1.0) {
    out.z = raw ? fall.odds(here.where.at) : fall.odds_at(local);
    out.theta = 1.0 + out.z;
  } else {
    out.theta = 1.0 / out.window;
    out.z = (1.0 - out.window) / out.window;
  }
  out.acceptance = std::exp(-how.delta * out.theta);
  if (here.where.in == part::rise) out.x = 0.0;
  if (!falling) return out;
  const double odds = raw ? fall.odds(here.where.at) : fall.odds_at(local);
  const bool on_run = how.clock == judged_clock::whole_run;
  const double ahead = on_run ? static_cast<double>(here.in.begin) + here.line.fall_begin().real() : 0.0;
  const double time = ahead + here.where.elapsed;
  out.gamma_bar = odds / time;
  out.kappa = fall.kappa(here.where.at);
  if (!on_run) {
    out.steepness = fall.steepness(here.where.elapsed);
  } else {
    const double whole = static_cast<double>(r.steps());
    const double h = std::max(1.0, whole / 50.0);
    const double before = fall.window(fall.phase_of(here.where.elapsed - h));
    out.steepness = (before - fall.window(here.where.at)) * (whole / h);
    // the same slope of logit w, against linear decay over the whole run: r (1 - r) dx/dr / (x (1 - x))
    const double share = time / whole;
    if (out.kappa)
      *out.kappa *= share * (1.0 - share) * whole / (here.where.at.x * here.where.at.rest * here.line.fall_length());
  }
  if (std::isinf(odds)) return out;  // the difference of theta is undefined there
  // theta at t + 1 on this fall's own clock: the end of the window at the last step of a periodic sampling
  double after = fall.odds({1.0, 0.0});
  if (raw) {
    if (t + 1 < r.steps()) after = fall.odds(r.locate(t + 1).where.at);
  } else if (local + 1 < here.line.steps()) {
    after = fall.odds_at(local + 1);
  }
  out.gamma = after - odds;
  out.beta = std::exp(-how.delta * *out.gamma);
  return out;
}

}  // namespace taper
