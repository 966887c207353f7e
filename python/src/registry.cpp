// The registry in Python: families and modifiers, from which their functions and documentation are generated.
#include <nanobind/stl/string.h>

#include <limits>

#include "bindings.hpp"
#include "taper/listing.hpp"

namespace taper::python {

namespace {

/// A shape's entry in the list, without its safe ranges; an end that a range does not have is infinite.
nb::dict family_dict(std::string_view name) {
  nb::dict out = loaded(shape_json(name, safe_ranges::left_out));
  for (const nb::handle one : nb::list(out["parameters"])) {
    nb::dict parameter = nb::cast<nb::dict>(one);
    constexpr double endless = std::numeric_limits<double>::infinity();
    if (parameter["low"].is_none()) parameter["low"] = -endless;
    if (parameter["high"].is_none()) parameter["high"] = endless;
  }
  return out;
}

}  // namespace

void bind_registry(nb::module_& m) {
  m.def("families", [] {
    nb::list out;
    for_each_family([&]<class F>() { out.append(family_dict(F::info.name)); });
    return out;
  });
  m.def("modifiers", [] {
    nb::list out;
    for (const modifier_info& one : modifiers) out.append(loaded(modifier_json(one)));
    return out;
  });
}

}  // namespace taper::python
