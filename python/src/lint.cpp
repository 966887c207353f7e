// Linting in Python: the object of `taper lint --json`.
#include "taper/lint.hpp"

#include <nanobind/stl/function.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include "bindings.hpp"

namespace taper::python {

namespace {

using count = std::optional<std::uint64_t>;

nb::dict linted(std::string file, const std::string& text, const std::string& format, count steps,
                count steps_per_epoch, count dataset_size, count world_size,
                std::function<std::optional<std::string>(const std::string&)> other_file) {
  lint_options how;
  how.format = format;
  how.facts.steps = steps;
  how.facts.steps_per_epoch = steps_per_epoch;
  how.facts.dataset_size = dataset_size;
  how.facts.world_size = world_size;
  how.facts.other_file = std::move(other_file);
  return loaded(lint_json(lint(std::move(file), text, how)));
}

}  // namespace

void bind_lint(nb::module_& m) {
  m.def("lint", &linted, nb::arg("file"), nb::arg("text"), nb::arg("format"), nb::arg("steps").none(),
        nb::arg("steps_per_epoch").none(), nb::arg("dataset_size").none(), nb::arg("world_size").none(),
        nb::arg("other_file"));
}

}  // namespace taper::python
