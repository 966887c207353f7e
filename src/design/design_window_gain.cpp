// The gain family: scales the odds of decay, and with them the time-normalized rate, by a factor.
#include <cmath>

#include "taper/design/design_window.hpp"
#include "taper/text.hpp"

namespace taper {

namespace {

std::optional<any_window> same_kind(const any_window& w, double gain) {
  const any_family& family = w.family();
  const auto valid = [](std::string_view name, const any_window& made, double value) {
    return with_parameter(made, name, value);
  };
  if (std::holds_alternative<constant>(family)) return w;
  if (std::holds_alternative<linear>(family)) return valid("gain", rex{1.0}, gain);
  if (const rex* r = std::get_if<rex>(&family)) return valid("gain", rex{1.0}, r->gain * gain);
  if (const uba* u = std::get_if<uba>(&family)) return valid("phi", uba{2.0}, u->phi * gain);
  if (const chebyshev* c = std::get_if<chebyshev>(&family))
    return valid("condition", chebyshev{1.0}, 1.0 + gain * (c->condition - 1.0));
  if (const cosine* c = std::get_if<cosine>(&family); c != nullptr && c->n == 2.0)
    return valid("phi", uba{2.0}, 2.0 * gain);
  if (const power* p = std::get_if<power>(&family); p != nullptr && p->p == 1.0) return valid("gain", rex{1.0}, gain);
  return std::nullopt;
}

}  // namespace

result<scaled_rate> scale_rate(const schedule& s, double gain) {
  if (!(gain > 0.0) || !std::isfinite(gain))
    return failed(errc::out_of_range, "the gain must be > 0, got " + print_number(gain));
  if (gain == 1.0) return scaled_rate{s};
  double floor = 0.0;
  if (s.with.floor) {
    if (s.with.restarts && s.with.floor->is == modifier::floor::kind::rate) {
      return failed(errc::unsupported,
                    "with restarts, a floor given as a rate differs relative to the peak of each cycle",
                    "write the floor in percent");
    }
    floor = s.with.floor->is == modifier::floor::kind::percent
                ? s.with.floor->value / 100.0
                : s.with.floor->value / (s.with.peak ? s.with.peak->lr : 1.0);
  }
  if (floor == 0.0) {
    if (const std::optional<any_window> exact = same_kind(s.shape, gain)) return scaled_rate{{*exact, s.with}};
  }
  const any_window::kernel_type kernel = s.shape.kernel();
  // with w = l + (1 - l) phi, both w and 1 - w are computed without cancellation
  const auto window = [&](phase p) {
    const double w = floor + (1.0 - floor) * kernel.value(p);
    const double lost = (1.0 - floor) * kernel.complement(p);
    return w / (w + gain * lost);
  };
  TAPER_TRY(t, table_of(window));
  scaled_rate out{{t.points, s.with}, t.error};
  out.spec.with.floor.reset();  // the table ends at the scaled floor itself
  return out;
}

}  // namespace taper
