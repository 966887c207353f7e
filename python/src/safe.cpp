// safe in Python: ranges of one parameter or a map of two, as the object of `taper safe --json`.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>

#include <utility>

#include "bindings.hpp"
#include "taper/verdict/safe_json.hpp"

namespace taper::python {

namespace {

using pair = std::optional<std::pair<double, double>>;

std::optional<interval> interval_of(const pair& p) {
  if (!p) return std::nullopt;
  return interval{p->first, p->second};
}

}  // namespace

void bind_safe(nb::module_& m) {
  m.def(
      "safe_range",
      [](const schedule& s, const std::string& parameter, std::uint64_t steps, const pair& sweep, double slack,
         double steepness_max, const std::string& clock) {
        const check_options how = check_options_of(slack, steepness_max, 1.0, clock);
        return loaded(safe_json(take(safe_operating_range(s.shape, parameter, steps, interval_of(sweep), how))));
      },
      nb::arg("schedule"), nb::arg("parameter"), nb::arg("steps"), nb::arg("sweep").none(), nb::arg("slack"),
      nb::arg("steepness_max"), nb::arg("clock"));
  m.def(
      "safe_map",
      [](const schedule& s, const std::string& first, const std::string& second, std::uint64_t steps,
         const pair& first_sweep, const pair& second_sweep, double slack, double steepness_max,
         const std::string& clock) {
        const check_options how = check_options_of(slack, steepness_max, 1.0, clock);
        return loaded(safe_json(take(safe_operating_map(s.shape, first, second, steps, interval_of(first_sweep),
                                                        interval_of(second_sweep), 61, 31, how))));
      },
      nb::arg("schedule"), nb::arg("first"), nb::arg("second"), nb::arg("steps"), nb::arg("first_sweep").none(),
      nb::arg("second_sweep").none(), nb::arg("slack"), nb::arg("steepness_max"), nb::arg("clock"));
}

}  // namespace taper::python
