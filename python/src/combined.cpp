// Plans by parameter group and the plateau rule in Python.
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>

#include "bindings.hpp"
#include "taper/algebra/plan.hpp"
#include "taper/algebra/plateau.hpp"

namespace taper::python {

void bind_combined(nb::module_& m) {
  m.def(
      "parse_plan",
      [](const std::string& text) {
        const plan p = take(parse_plan(text), text);
        return std::tuple(print(p), print_json(p));
      },
      nb::arg("text"));
  nb::class_<plateau>(m, "plateau")
      .def_static(
          "parse", [](const std::string& text) { return take(plateau::parse(text), text); }, nb::arg("text"))
      .def_static(
          "restored", [](const std::string& json) { return take(plateau::restored(json), json); }, nb::arg("json"))
      .def("observe", &plateau::observe, nb::arg("metric"))
      .def("multiplier", &plateau::multiplier)
      .def("text", &plateau::print)
      .def("save", &plateau::save);
}

}  // namespace taper::python
