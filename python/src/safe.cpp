// The safe operating area in Python: one parameter as ranges, two as a map, in the form of `taper safe --json`.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <utility>

#include "bindings.hpp"

namespace taper::python {

namespace {

using pair = std::optional<std::pair<double, double>>;

std::optional<interval> interval_of(const pair& p) {
  if (!p) return std::nullopt;
  return interval{p->first, p->second};
}

/// One interval reads as a pair, several as a list of pairs, none as None.
nb::object intervals(const std::vector<interval>& all) {
  const auto one = [](const interval& i) {
    nb::list out;
    out.append(i.low);
    out.append(i.high);
    return out;
  };
  if (all.empty()) return nb::none();
  if (all.size() == 1) return one(all[0]);
  nb::list out;
  for (const interval& i : all) out.append(one(i));
  return out;
}

nb::dict range_dict(const safe_range& area) {
  nb::dict out;
  out["schema"] = "taper.safe/1";
  out["family"] = area.family;
  out["steps"] = area.steps;
  out["parameter"] = area.parameter;
  out["searched"] = intervals({area.searched});
  out["favorable"] = intervals(area.favorable);
  out["marginal"] = intervals(area.marginal);
  const bool here = area.published && area.published->parameter == area.parameter;
  out["published"] = here ? intervals({{area.published->low, area.published->high}}) : nb::none();
  return out;
}

nb::dict map_dict(const safe_map& m) {
  nb::list cells;
  for (std::size_t row = 0; row < m.second_values.size(); ++row) {
    nb::list line;
    for (std::size_t k = 0; k < m.first_values.size(); ++k)
      line.append(text(word_of(m.cells[row * m.first_values.size() + k])));
    cells.append(line);
  }
  nb::list boundary;
  for (std::size_t row = 0; row < m.boundary.size(); ++row) {
    nb::dict one;
    one[m.second.c_str()] = m.second_values[row];
    one["favorable"] = intervals(m.boundary[row].favorable);
    one["marginal"] = intervals(m.boundary[row].marginal);
    boundary.append(one);
  }
  nb::dict map;
  map[m.first.c_str()] = m.first_values;
  map[m.second.c_str()] = m.second_values;
  map["verdicts"] = cells;
  nb::dict out;
  out["schema"] = "taper.safe/1";
  out["family"] = m.family;
  out["steps"] = m.steps;
  out["parameters"] = std::vector<std::string>{m.first, m.second};
  out["map"] = map;
  out["boundary"] = boundary;
  return out;
}

}  // namespace

void bind_safe(nb::module_& m) {
  m.def(
      "safe_range",
      [](const schedule& s, const std::string& parameter, std::uint64_t steps, const pair& sweep, double slack,
         double steepness_max, const std::string& clock) {
        const check_options how = check_options_of(slack, steepness_max, 1.0, clock);
        return range_dict(take(safe_operating_range(s.shape, parameter, steps, interval_of(sweep), how)));
      },
      nb::arg("schedule"), nb::arg("parameter"), nb::arg("steps"), nb::arg("sweep").none(), nb::arg("slack"),
      nb::arg("steepness_max"), nb::arg("clock"));
  m.def(
      "safe_map",
      [](const schedule& s, const std::string& first, const std::string& second, std::uint64_t steps,
         const pair& first_sweep, const pair& second_sweep, double slack, double steepness_max,
         const std::string& clock) {
        const check_options how = check_options_of(slack, steepness_max, 1.0, clock);
        return map_dict(take(safe_operating_map(s.shape, first, second, steps, interval_of(first_sweep),
                                                interval_of(second_sweep), 61, 31, how)));
      },
      nb::arg("schedule"), nb::arg("first"), nb::arg("second"), nb::arg("steps"), nb::arg("first_sweep").none(),
      nb::arg("second_sweep").none(), nb::arg("slack"), nb::arg("steepness_max"), nb::arg("clock"));
}

}  // namespace taper::python
