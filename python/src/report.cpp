// check and compare in Python: the objects of `taper check --json` and `taper compare --json`.
#include <nanobind/stl/string.h>

#include "bindings.hpp"
#include "taper/verdict/check_json.hpp"

namespace taper::python {

void bind_report(nb::module_& m) {
  m.def(
      "check",
      [](const bound& b, double slack, double steepness_max, double delta, const std::string& clock) {
        const check_options how = check_options_of(slack, steepness_max, delta, clock);
        return loaded(check_json(b.spec, b.rates, take(check(b.rates, how), b.spec), cosine_baseline_of(b.rates)));
      },
      nb::arg("run"), nb::arg("slack"), nb::arg("steepness_max"), nb::arg("delta"), nb::arg("clock"));
  m.def(
      "compare",
      [](const bound& b, double slack, double steepness_max, double delta, const std::string& clock) {
        const check_options how = check_options_of(slack, steepness_max, delta, clock);
        return loaded(compare_json(b.spec, b.rates, take(compare(b.rates, how), b.spec)));
      },
      nb::arg("run"), nb::arg("slack"), nb::arg("steepness_max"), nb::arg("delta"), nb::arg("clock"));
}

}  // namespace taper::python
