// First-order dynamics from the window's closed forms.
#include "taper/dynamics.hpp"

#include <cmath>
#include <limits>

namespace taper {

double fall_view::steepness(phase p) const noexcept {
  // the factor 1 - floor of w' and of 1 - w cancels
  const double below = window(p) * kernel.complement(p);
  const double slope = -kernel.slope(p);
  if (slope == 0.0) return 0.0;
  return p.x * p.rest * slope / below;
}

fall_view fall_of(const run& r, std::uint64_t index) {
  const run::location where = r.cycle_number(index);
  const bool may_rise = std::holds_alternative<table>(r.judged().shape.family());
  return {r.kernel(), r.floor_fraction(where.in), where.line, where.in.begin, r.steps(), may_rise};
}

dynamics_row dynamics_at(const run& r, std::uint64_t t, const judgement& how) {
  const run::location here = r.locate(t);
  const fall_view fall{r.kernel(), r.floor_fraction(here.in), here.line, here.in.begin, r.steps()};
  dynamics_row out;
  out.step = t;
  out.lr = r(t);
  out.window = out.lr / r.peak();
  out.x = here.where.at.x;
  const bool falling = here.where.in == part::fall;
  if (falling && here.in.height == 1.0) {
    out.z = fall.odds(here.where.at);
    out.theta = 1.0 + out.z;
  } else {
    out.theta = 1.0 / out.window;
    out.z = (1.0 - out.window) / out.window;
  }
  out.acceptance = std::exp(-how.delta * out.theta);
  if (here.where.in == part::rise) out.x = 0.0;
  if (!falling) return out;
  const double odds = fall.odds(here.where.at);
  const double time = how.clock == judged_clock::fall ? here.where.elapsed : static_cast<double>(t);
  out.gamma_bar = odds / time;
  out.steepness = fall.steepness(here.where.at);
  if (how.clock == judged_clock::whole_run) {
    // the same slope of logit w, against linear decay over the whole run: r (1 - r) dx/dr / (x (1 - x))
    const double whole = static_cast<double>(r.steps());
    const double part = static_cast<double>(t) / whole;
    *out.steepness *= part * (1.0 - part) * whole / (here.where.at.x * here.where.at.rest * here.line.fall_length());
  }
  // theta at t + 1 on this fall's own line: the end of the window at the last step of a periodic sampling
  phase after{1.0, 0.0};
  if (r.sequence() == input::uniform) {
    const std::uint64_t local = t - here.in.begin + 1;
    if (local < here.line.steps()) after = here.line.at(local).at;
  } else if (t + 1 < r.steps()) {
    after = r.locate(t + 1).where.at;
  }
  if (std::isinf(odds)) return out;  // theta has no difference there
  out.gamma = fall.odds(after) - odds;
  out.beta = std::exp(-how.delta * *out.gamma);
  return out;
}

}  // namespace taper
