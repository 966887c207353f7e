// Retargeting in Python: a run continued with another length, and the object of `taper retarget --json`.
#include "taper/retarget.hpp"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include "bindings.hpp"
#include "picture.hpp"
#include "taper/retarget_json.hpp"
#ifdef TAPER_HAS_REPORTS
#include "reports/retarget_figure.hpp"
#endif

namespace taper::python {

namespace {

retarget_options options_of(std::uint64_t at, std::uint64_t new_steps, std::uint64_t rewarm) {
  retarget_options out{.at = at, .new_steps = new_steps};
  if (rewarm == 0) return out;
  out.how = retargeting::rewarm;
  out.rewarm_steps = rewarm;
  return out;
}

/// The same run from step `at` on over another length. Its text, a schedule, is within `error` of the exact rates.
bound continued(const bound& b, std::uint64_t at, std::uint64_t new_steps, std::uint64_t rewarm) {
  retargeted changed = take(retarget(b.rates, options_of(at, new_steps, rewarm)), b.spec);
  const retargeted::written& whole = changed.whole();
  run text = take(whole.spec.bind(whole.steps, b.rates.timing()), b.spec);
  return {print(whole.spec), std::move(text), std::move(changed)};
}

/// A change of a run with its verdicts.
struct change {
  std::string spec;
  retarget_report report;
};

change changed(const bound& b, std::uint64_t at, std::uint64_t new_steps, std::uint64_t rewarm, bool cooldown_now,
               const std::optional<double>& peak, const std::optional<std::string>& to, double slack,
               double steepness_max, double delta, const std::string& clock) {
  retarget_options how = options_of(at, new_steps, rewarm);
  how.new_peak = peak;
  if (cooldown_now) how.how = retargeting::cooldown_now;
  if (to) {
    how.how = retargeting::replace;
    how.to = take(parse(*to), *to);
  }
  const check_options judged_by = check_options_of(slack, steepness_max, delta, clock);
  return {b.spec, take(report_of(b.rates, how, judged_by), b.spec)};
}

}  // namespace

void bind_retarget(nb::module_& m) {
  m.def("continued", &continued, nb::arg("run"), nb::arg("at"), nb::arg("new_steps"), nb::arg("rewarm"));
  nb::class_<change>(m, "change")
      .def("report", [](const change& c) { return loaded(retarget_json(c.spec, c.report)); })
#ifdef TAPER_HAS_REPORTS
      .def("picture",
           [](const change& c) {
             render::figure f = reports::retarget_figure(c.report);
             render::html_report page({f.title, f.subtitle});
             page.chart(f);
             return picture{std::move(f), std::move(page)};
           })
#endif
      ;
  m.def("retarget", &changed, nb::arg("run"), nb::arg("at"), nb::arg("new_steps"), nb::arg("rewarm"),
        nb::arg("cooldown_now"), nb::arg("peak").none(), nb::arg("to").none(), nb::arg("slack"),
        nb::arg("steepness_max"), nb::arg("delta"), nb::arg("clock"));
}

}  // namespace taper::python
