// check and compare in Python: the objects that `taper check --json` and `taper compare --json` print.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "bindings.hpp"
#include "taper/verdict/check_json.hpp"

namespace taper::python {

namespace {

nb::dict spectrum_dict(const window_figures& w) {
  nb::dict out;
  out["coherent_gain"] = finite(w.coherent_gain);
  out["noise_bandwidth_bins"] = finite(w.noise_bandwidth_bins);
  out["processing_gain_db"] = finite(w.processing_gain_db);
  out["scalloping_loss_db"] = finite(w.scalloping_loss_db);
  out["worst_case_loss_db"] = finite(w.worst_case_loss_db);
  out["width_3db_bins"] = optional(w.width_3db_bins);
  out["width_6db_bins"] = optional(w.width_6db_bins);
  out["null_to_null_bins"] = optional(w.null_to_null_bins);
  out["highest_sidelobe_db"] = optional(w.highest_sidelobe_db);
  out["falloff_db_per_octave"] = optional(w.falloff_db_per_octave);
  return out;
}

}  // namespace

/// The one serializer's object, as Python's own.
nb::dict check_dict(const bound& b, const check_report& c, const cosine_baseline& against) {
  const std::string json = check_json(b.spec, b.rates, c, against);
  return nb::cast<nb::dict>(nb::module_::import_("json").attr("loads")(nb::str(json.data(), json.size())));
}

void bind_report(nb::module_& m) {
  m.def(
      "check",
      [](const bound& b, double slack, double steepness_max, double delta, const std::string& clock) {
        const check_options how = check_options_of(slack, steepness_max, delta, clock);
        const check_report report = take(taper::check(b.rates, how), b.spec);
        return check_dict(b, report, cosine_baseline_of(b.rates));
      },
      nb::arg("run"), nb::arg("slack"), nb::arg("steepness_max"), nb::arg("delta"), nb::arg("clock"));
  m.def(
      "compare",
      [](const bound& b, double slack, double steepness_max, double delta, const std::string& clock) {
        const check_options how = check_options_of(slack, steepness_max, delta, clock);
        const comparison c = take(taper::compare(b.rates, how), b.spec);
        nb::dict out = check_dict(b, c.report, c.against);
        out["schema"] = "taper.compare/2";
        nb::dict gamma_bar;
        gamma_bar["1/4"] = finite(c.gamma_bar[0]);
        gamma_bar["1/2"] = finite(c.gamma_bar[1]);
        gamma_bar["3/4"] = finite(c.gamma_bar[2]);
        gamma_bar["last"] = finite(c.gamma_bar[3]);
        out["gamma_bar"] = gamma_bar;
        out["spectrum"] = spectrum_dict(c.spectrum);
        return out;
      },
      nb::arg("run"), nb::arg("slack"), nb::arg("steepness_max"), nb::arg("delta"), nb::arg("clock"));
}

}  // namespace taper::python
