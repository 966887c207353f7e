// export in Python: a schedule as code of another language.
#include "taper/export.hpp"

#include <nanobind/stl/string.h>

#include "bindings.hpp"

namespace taper::python {

namespace {

export_target target_named(const std::string& name) {
  const result<export_target> to = find_export_target(name);
  if (!to) refuse(to.error());
  return *to;
}

}  // namespace

void bind_export(nb::module_& m) {
  m.def(
      "export_run",
      [](const bound& b, const std::string& to, bool runtime_total) {
        const run_length length = runtime_total ? run_length::argument : run_length::fixed;
        return take(export_code(b.rates, {.target = target_named(to), .length = length}), b.spec);
      },
      nb::arg("run"), nb::arg("to"), nb::arg("runtime_total"));
  m.def(
      "export_endless",
      [](const endless& e, const std::string& to) {
        return take(export_code(e.rates, {.target = target_named(to), .length = run_length::none}), e.spec);
      },
      nb::arg("run"), nb::arg("to"));
}

}  // namespace taper::python
