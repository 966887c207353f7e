// What a schedule is expected to do, in Python: the convex last-iterate bound and the noisy quadratic.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include "bindings.hpp"
#include "taper/bound.hpp"
#include "taper/quadratic.hpp"

namespace taper::python {

namespace {

/// Lambda of the run's own curve, rise and hold included; none where the input is not the steps in order.
std::optional<double> lambda_of(const run& r) {
  if (r.has_cycles() || r.sequence() != input::uniform) return std::nullopt;
  const fall_view fall = fall_of(r);
  const double begin = fall.line.fall_begin().real();
  const double length = begin + fall.line.fall_length();
  const double rise = fall.line.rise_length();
  return last_iterate_lambda([&, peak = r.peak()](double x, double y) {
    const double t = x * length;
    if (t >= begin) return fall.window({(t - begin) / fall.line.fall_length(), y * length / fall.line.fall_length()});
    if (t >= rise) return 1.0;
    const auto whole = static_cast<std::uint64_t>(t);
    const double now = r(whole) / peak;
    return now + (r(whole + 1) / peak - now) * (t - static_cast<double>(whole));
  });
}

nb::dict predict(const bound& b, double distance, double gradient_norm) {
  const auto positive = [](double v, const char* name) {
    if (v > 0.0 && std::isfinite(v)) return;
    refuse({errc::out_of_range, std::string(name) + " must be > 0, got " + print_number(v), error::nowhere, {}});
  };
  positive(distance, "distance");
  positive(gradient_norm, "gradient_norm");
  const run& r = b.rates;
  schedule_bounds bounds;
  std::optional<double> lambda;
  footing against;
  {
    const nb::gil_scoped_release unlocked;
    const auto relative = [&](std::uint64_t first, std::span<double> block) {
      r.fill(first, block);
      for (double& rate : block) rate /= r.peak();
    };
    bounds = bounds_of(r.steps(), relative, {.distance = distance, .gradient_norm = gradient_norm});
    lambda = lambda_of(r);
    against = footing_of(r);
  }
  nb::dict bound;
  bound["omega"] = finite(bounds.last_iterate.tuned());
  bound["peak"] = finite(bounds.last_iterate.tuned_peak());
  bound["lambda"] = lambda ? finite(*lambda) : nb::none();
  nb::dict quadratic;
  quadratic["preset"] = "default";
  quadratic["shared"] = finite(against.quadratic.shared);
  quadratic["tuned"] = finite(against.quadratic.tuned);
  quadratic["equal_budget"] = finite(against.quadratic.equal_budget);
  quadratic["tuned_peak"] = finite(against.quadratic.tuned_peak);
  quadratic["relative_to"] = "cosine";
  nb::dict out;
  out["schema"] = "taper.predict/1";
  out["spec"] = b.spec;
  out["steps"] = r.steps();
  out["bound"] = bound;
  out["quadratic"] = quadratic;
  return out;
}

}  // namespace

void bind_predict(nb::module_& m) {
  m.def("predict", &predict, nb::arg("run"), nb::arg("distance"), nb::arg("gradient_norm"));
}

}  // namespace taper::python
