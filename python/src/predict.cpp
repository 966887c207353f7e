// predict in Python: expected losses of schedules, as the object of `taper predict --json`.
#include <nanobind/stl/string.h>

#include "bindings.hpp"
#include "taper/prediction_json.hpp"

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
  return loaded(predict_json(b.spec, b.rates, p, preset));
}

}  // namespace

void bind_predict(nb::module_& m) { m.def("predict", &predict_dict, nb::arg("run"), nb::arg("preset")); }

}  // namespace taper::python
