// What a schedule is expected to do, in Python: the object of `taper predict --json`.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include "bindings.hpp"
#include "taper/prediction.hpp"

namespace taper::python {

namespace {

const quadratic_setting& setting_of(const std::string& preset) {
  if (preset == "default") return quadratic_presets::standard;
  if (preset == "stability-limited") return quadratic_presets::stability_limited;
  if (preset == "long-low-noise") return quadratic_presets::long_low_noise;
  refuse(failed(errc::unknown_name,
                "preset must be one of default, stability-limited, long-low-noise, got '" + preset + "'"));
}

nb::dict predict_dict(const bound& b, const std::string& preset) {
  const quadratic_setting& setting = setting_of(preset);
  if (b.rates.steps() > 1'000'000'000) {
    refuse(failed(errc::too_large, "steps must be at most 1e9 for a prediction"));
  }
  prediction p;
  {
    const nb::gil_scoped_release unlocked;
    p = predict(b.rates, setting);
  }
  nb::dict bound;
  bound["omega"] = finite(p.omega);
  bound["peak"] = finite(p.bound_peak);
  bound["lambda"] = finite(p.lambda);
  bound["over_linear"] = p.over_linear ? finite(*p.over_linear) : nb::none();
  bound["shared"] = p.bound_shared ? finite(*p.bound_shared) : nb::none();
  nb::dict quadratic;
  quadratic["preset"] = preset;
  quadratic["shared"] = finite(p.quadratic.shared);
  quadratic["tuned"] = finite(p.quadratic.tuned);
  quadratic["equal_budget"] = finite(p.quadratic.equal_budget);
  quadratic["tuned_peak"] = finite(p.quadratic.tuned_peak);
  quadratic["at_stability_cap"] = p.quadratic.limited_by == tuned_rate::limit::stability_cap;
  quadratic["relative_to"] = "cosine";
  nb::dict out;
  out["schema"] = "taper.predict/1";
  out["spec"] = b.spec;
  out["canonical"] = print(b.rates.source());
  out["steps"] = b.rates.steps();
  out["bound"] = bound;
  out["quadratic"] = quadratic;
  return out;
}

}  // namespace

void bind_predict(nb::module_& m) { m.def("predict", &predict_dict, nb::arg("run"), nb::arg("preset")); }

}  // namespace taper::python
