// The Python module taper_lr._core: thin wrappers around the library. The package's Python files document it.
#include "bindings.hpp"

namespace taper::python {

void refuse(const error& e, std::string_view text) {
  error here = e;
  if (here.needs == "steps")
    here.needs = "the steps: over(1000)";
  else if (!here.needs.empty())
    here.needs += "=…";
  here.hint = with_parameters(here.hint, [](std::string_view name, std::string_view value) {
    return std::string(name) + "=" + (value.empty() ? "…" : "'" + std::string(value) + "'");
  });
  if (here.code != errc::io) throw nb::value_error(explain(here, text).c_str());
  PyErr_SetString(PyExc_OSError, explain(here, text).c_str());
  throw nb::python_error();
}

nb::dict loaded(const std::string& json) {
  return nb::cast<nb::dict>(nb::module_::import_("json").attr("loads")(nb::str(json.data(), json.size())));
}

check_options check_options_of(double slack, double steepness_max, double delta, const std::string& clock) {
  const auto positive = [](double v, const char* name) {
    if (v > 0.0 && std::isfinite(v)) return;
    refuse(failed(errc::out_of_range, std::string(name) + " must be > 0, got " + print_number(v)));
  };
  positive(slack, "slack");
  positive(steepness_max, "steepness_max");
  positive(delta, "delta");
  if (clock != "fall" && clock != "run") {
    refuse(failed(errc::unknown_name, "clock must be one of fall, run, got '" + clock + "'"));
  }
  check_options how;
  how.slack = slack;
  how.steepness_max = steepness_max;
  how.delta = delta;
  how.clock = clock == "run" ? judged_clock::whole_run : judged_clock::fall;
  return how;
}

}  // namespace taper::python

NB_MODULE(_core, m) {
  using namespace taper::python;
  m.doc() = "Compiled part of taper_lr; use the functions of taper_lr itself.";
  bind_schedule(m);
  bind_run(m);
  bind_registry(m);
  bind_report(m);
  bind_safe(m);
  bind_predict(m);
  bind_log(m);
  bind_retarget(m);
  bind_combined(m);
  bind_export(m);
  bind_recipes(m);
#ifdef TAPER_HAS_LINT
  bind_lint(m);
#endif
#ifdef TAPER_HAS_REPORTS
  bind_picture(m);
#endif
#ifdef TAPER_HAS_DESIGN
  bind_fit(m);
#endif
}
