// Schedules in Python: parse, print in every form, compare, bind to a length.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include "bindings.hpp"

namespace taper::python {

namespace {

clock timing_of(std::optional<double> steps_per_epoch, std::optional<double> samples_per_step,
                std::optional<double> tokens_per_step) {
  const clock timing{steps_per_epoch, samples_per_step, tokens_per_step};
  const auto positive = [](const std::optional<double>& v, const char* name) {
    if (!v || (*v > 0.0 && std::isfinite(*v))) return;
    refuse(failed(errc::out_of_range, std::string(name) + " must be > 0, got " + print_number(*v)));
  };
  positive(steps_per_epoch, "steps_per_epoch");
  positive(samples_per_step, "samples_per_step");
  positive(tokens_per_step, "tokens_per_step");
  return timing;
}

bound over(const schedule& s, const std::string& spec, std::uint64_t steps, std::optional<double> steps_per_epoch,
           std::optional<double> samples_per_step, std::optional<double> tokens_per_step) {
  return {spec, take(s.bind(steps, timing_of(steps_per_epoch, samples_per_step, tokens_per_step)), spec)};
}

endless without_length(const schedule& s, const std::string& spec, std::optional<double> steps_per_epoch,
                       std::optional<double> samples_per_step, std::optional<double> tokens_per_step) {
  return {spec, take(s.bind_endless(timing_of(steps_per_epoch, samples_per_step, tokens_per_step)))};
}

}  // namespace

void bind_schedule(nb::module_& m) {
  nb::class_<schedule>(m, "schedule")
      .def("text", [](const schedule& s) { return print(s); })
      .def("compact", [](const schedule& s) { return print_compact(s); })
      .def("json", [](const schedule& s) { return print_json(s); })
      .def("cpp", [](const schedule& s) { return print_cpp(s); })
      .def("python", [](const schedule& s) { return print_python(s); })
      .def("has_peak", [](const schedule& s) { return s.with.peak.has_value(); })
      .def("is_endless", [](const schedule& s) { return s.with.restarts && s.with.restarts->first.has_value(); })
      .def("same", [](const schedule& a, const schedule& b) { return a == b; })
      .def("over", &over, nb::arg("spec"), nb::arg("steps"), nb::arg("steps_per_epoch").none(),
           nb::arg("samples_per_step").none(), nb::arg("tokens_per_step").none())
      .def("without_length", &without_length, nb::arg("spec"), nb::arg("steps_per_epoch").none(),
           nb::arg("samples_per_step").none(), nb::arg("tokens_per_step").none());
  m.def("parse", [](const std::string& spec) { return take(parse(spec), spec); }, nb::arg("spec"));
}

}  // namespace taper::python
