// fit in Python: the nearest member of a family, as the object of `taper fit --json`. Built only with NLopt.
#include "taper/design/fit_json.hpp"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "bindings.hpp"
#include "taper/notation/pattern.hpp"

namespace taper::python {

namespace {

nb::dict fit_dict(const std::string& family, const fit_target& target, const std::string& to, const std::string& by) {
  const distance_kind kind = take(distance_named(by));
  std::vector<pattern> families;
  const bool any =
      family.starts_with("any") && (family.size() == 3 || family[3] == ' ' || family[3] == '|' || family[3] == ',');
  if (any) {
    families = take(all_patterns(std::string_view(family).substr(3)), family);
  } else {
    families.push_back(take(parse_pattern(family), family));
  }
  result<fit_ranking> found = fit_ranking{};
  {
    const nb::gil_scoped_release unlocked;
    found = fit_all(families, target, {.by = kind});
  }
  return loaded(fit_json(take(std::move(found), family), kind, to, target.steps));
}

}  // namespace

void bind_fit(nb::module_& m) {
  m.def(
      "fit_run",
      [](const std::string& family, const bound& to, const std::string& by) {
        return fit_dict(family, target_of(to.rates), to.spec, by);
      },
      nb::arg("family"), nb::arg("run"), nb::arg("by"));
  m.def(
      "fit_rows",
      [](const std::string& family, const std::vector<double>& steps, const std::vector<double>& rates,
         std::uint64_t length, const std::string& by) {
        curve rows;
        rows.x = steps;
        rows.y = rates;
        return fit_dict(family, take(target_of(rows, length)), "", by);
      },
      nb::arg("family"), nb::arg("steps"), nb::arg("rates"), nb::arg("length"), nb::arg("by"));
}

}  // namespace taper::python
