// The registry in Python: families and modifiers, from which their functions and documentation are generated.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include "bindings.hpp"

namespace taper::python {

namespace {

/// A range as a condition: "> 0", ">= 0 and <= 1"; empty if every number is allowed.
std::string condition(const range& r) {
  const bool low_open = r.edge == range::ends::open || r.edge == range::ends::low_open;
  const bool high_open = r.edge == range::ends::open || r.edge == range::ends::high_open;
  std::string out;
  if (r.low > -1e300) out = (low_open ? "> " : ">= ") + print_number(r.low);
  if (r.high < 1e300)
    out += (out.empty() ? "" : " and ") + std::string(high_open ? "< " : "<= ") + print_number(r.high);
  return out;
}

template <class F>
nb::dict family_dict() {
  nb::list parameters;
  for (const parameter<F>& p : F::parameters) {
    nb::dict one;
    one["name"] = text(p.name);
    one["meaning"] = text(p.meaning);
    one["low"] = p.valid.low;
    one["high"] = p.valid.high;
    one["condition"] = condition(p.valid);
    one["default"] = optional(p.fallback);
    one["percent"] = p.style == notation_style::percent;
    parameters.append(one);
  }
  nb::dict out;
  out["name"] = text(F::info.name);
  out["summary"] = text(F::info.summary);
  out["formula"] = text(F::info.formula);
  out["limits"] = text(F::info.limits);
  out["source"] = text(F::info.source);
  out["published"] = F::info.published.parameter.empty() ? nb::none() : text(F::info.published.text);
  out["parameters"] = parameters;
  return out;
}

}  // namespace

void bind_registry(nb::module_& m) {
  m.def("families", [] {
    nb::list out;
    for_each_family([&]<class F>() { out.append(family_dict<F>()); });
    return out;
  });
  m.def("modifiers", [] {
    nb::list out;
    for (const modifier_info& i : modifiers) {
      nb::dict one;
      one["name"] = text(i.name);
      one["usage"] = text(i.usage);
      one["summary"] = text(i.summary);
      one["example"] = text(i.example);
      out.append(one);
    }
    return out;
  });
}

}  // namespace taper::python
