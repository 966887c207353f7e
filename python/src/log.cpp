// inspect in Python: the schedule of a training log, as the object of `taper inspect --json`, and its picture.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <memory>

#include "bindings.hpp"
#include "picture.hpp"
#include "taper/logs/inspected.hpp"
#include "taper/logs/log.hpp"
#ifdef TAPER_HAS_REPORTS
#include "reports/expectation.hpp"
#include "reports/inspect_figure.hpp"
#endif

namespace taper::python {

namespace {

/// One series of a log with its report; owns what the report refers to.
struct inspected_series {
  std::shared_ptr<const training_log> log;
  std::shared_ptr<std::vector<log_report>> reports;
  inspected one;
};

/// retarget("linear", steps=1000, at=400, new_steps=700)
std::string python_call(const suggested_call& call) {
  std::string out = std::string(call.function) + "(\"" + call.spec + "\"";
  for (const auto& [name, value] : call.arguments) out += ", " + std::string(name) + "=" + std::to_string(value);
  return out + ")";
}

/// The requested schedule, as Python passes it: a run, a text or a configuration.
struct asked {
  const bound* planned = nullptr;
  std::optional<std::string> spec;
  std::optional<std::string> configuration;
  std::string name;
  std::optional<std::uint64_t> steps;
};

void compare(inspected_series& s, log_report& report, const asked& wanted) {
  if (wanted.planned != nullptr) {
    const bound planned = *wanted.planned;
    compare_with_requested(s.one, report, {"spec", planned.spec, static_cast<std::int64_t>(planned.rates.steps())},
                           [planned](std::uint64_t t) { return planned.rate(t); });
    return;
  }
#ifdef TAPER_HAS_REPORTS
  result<void> done = reports::compare_with_request(
      {wanted.spec.value_or(""), wanted.configuration, wanted.name, wanted.steps}, *s.log, report, s.one);
  if (!done) refuse(done.error(), wanted.spec.value_or(""));
#endif
}

std::vector<inspected_series> inspect_all(training_log read, const asked& wanted) {
  const auto log = std::make_shared<const training_log>(std::move(read));
  auto all = std::make_shared<std::vector<log_report>>();
  {
    const nb::gil_scoped_release unlocked;
    *all = inspect(*log);
  }
  std::vector<inspected_series> out;
  for (std::size_t k = 0; k < all->size(); ++k) {
    log_report& report = (*all)[k];
    out.push_back({log, all, examine(log->series[k], report)});
    compare(out.back(), report, wanted);
  }
  return out;
}

}  // namespace

void bind_log(nb::module_& m) {
  nb::class_<inspected_series>(m, "inspected")
      .def("report", [](const inspected_series& s) { return loaded(inspect_json(s.one, python_call)); })
#ifdef TAPER_HAS_REPORTS
      .def("picture",
           [](const inspected_series& s) {
             render::figure f = reports::inspect_figure(s.one);
             render::html_report page = reports::inspect_page(s.one, f, python_call);
             return picture{std::move(f), std::move(page)};
           })
#endif
      ;
  m.def(
      "inspect",
      [](const std::string& path, const std::optional<std::string>& content, const std::string& format,
         const std::string& pattern, const bound* planned, const std::optional<std::string>& spec,
         const std::optional<std::string>& configuration, const std::string& name, std::optional<std::uint64_t> steps) {
        const read_options how{.format = format, .pattern = pattern, .name = path};
        training_log log = take(content ? read_log(std::string_view(*content), how) : read_log_file(path, how));
        return inspect_all(std::move(log), {planned, spec, configuration, name, steps});
      },
      nb::arg("path"), nb::arg("content").none(), nb::arg("format"), nb::arg("pattern"), nb::arg("planned").none(),
      nb::arg("spec").none(), nb::arg("configuration").none(), nb::arg("name"), nb::arg("steps").none());
  m.def("log_formats", [] {
    nb::list out;
    for (const log_format& f : log_formats()) out.append(nb::make_tuple(text(f.name), text(f.writes), text(f.looks)));
    return out;
  });
}

}  // namespace taper::python
