// fit in Python: the nearest member of a family, in the form of `taper fit --json`. Built where NLopt is.
#include "taper/design/fit.hpp"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "bindings.hpp"
#include "taper/notation/pattern.hpp"

namespace taper::python {

namespace {

distance_kind kind_of(const std::string& by) {
  if (by == "sup") return distance_kind::sup;
  if (by == "l2") return distance_kind::l2;
  if (by == "dynamics") return distance_kind::dynamics;
  refuse(failed(errc::unknown_name, "by must be one of sup, l2, dynamics, got '" + by + "'"));
}

nb::dict member_dict(const fit_member& m, distance_kind by) {
  nb::dict fitted;
  for (const fitted_parameter& p : m.fitted) fitted[text(p.name)] = p.value;
  nb::list redundant;
  for (const std::string_view name : m.redundant) redundant.append(text(name));
  nb::dict apart;
  apart["sup"] = finite(m.apart.sup);
  apart["l2"] = finite(m.apart.l2);
  apart["dynamics"] = finite(m.apart.dynamics);
  nb::list ties;
  for (const schedule& s : m.ties) ties.append(print(s));
  nb::dict out;
  out["family"] = text(m.member.shape.info().name);
  out["spec"] = print(m.member);
  out["distance"] = finite(m.apart.by(by));
  out["fitted"] = fitted;
  out["redundant"] = redundant;
  out["distances"] = apart;
  out["worst_step"] = m.apart.worst_step;
  out["ties"] = ties;
  return out;
}

nb::dict fit_dict(const std::string& family, const fit_target& target, const std::string& to, const std::string& by) {
  const distance_kind kind = kind_of(by);
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
  const fit_ranking ranking = take(std::move(found), family);
  nb::dict out;
  out["schema"] = "taper.fit/1";
  out.update(member_dict(ranking.members.front(), kind));
  out["by"] = by;
  out["to"] = to;
  out["steps"] = target.steps;
  nb::list ties = nb::cast<nb::list>(out["ties"]);
  for (std::size_t k = 1; k < ranking.tied; ++k) ties.append(print(ranking.members[k].member));
  if (ranking.members.size() > 1) {
    nb::list ranked;
    for (const fit_member& m : ranking.members) ranked.append(member_dict(m, kind));
    out["ranked"] = ranked;
  }
  return out;
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
