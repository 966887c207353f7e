// Pictures in Python: the figures and pages that the program writes, as text and bytes.
#include "picture.hpp"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "bindings.hpp"
#include "render/png.hpp"
#include "render/svg.hpp"
#include "reports/numbers.hpp"
#include "reports/schedule_figure.hpp"
#include "reports/schedule_page.hpp"

namespace taper::python {

namespace {

constexpr std::size_t longest_name = 90;

/// The figure of bound schedules; names replace the texts, which may be long tables.
picture draw(const std::vector<const bound*>& runs, const std::vector<std::string>& names,
             const std::vector<std::string>& panels, const std::string& title, double slack, double steepness_max,
             double delta, const std::string& clock) {
  const check_options how = check_options_of(slack, steepness_max, delta, clock);
  std::vector<reports::bound_schedule> all;
  for (const bound* b : runs) all.push_back({b->spec, b->rates.source(), b->rates});
  render::figure f = reports::schedule_figure(all, how, take(reports::panels_of(panels)));
  for (render::panel& p : f.panels) {
    for (std::size_t k = 0; k < names.size() && names.size() > 1; ++k)
      p.curves[k].name = reports::fitted(names[k], longest_name);
  }
  if (names.size() == 1) f.title = reports::fitted(names.front(), longest_name);
  if (!title.empty()) {
    if (names.size() == 1) f.subtitle = f.title + "; " + f.subtitle;
    f.title = title;
  }
  // a run that cannot be judged, one of a single step, has a page without verdicts
  result<render::html_report> page = reports::schedule_page(all, how, f);
  if (page) return {std::move(f), *std::move(page)};
  render::html_report plain({f.title, f.subtitle});
  plain.chart(f);
  return {std::move(f), std::move(plain)};
}

nb::bytes png_of(const picture& p) {
  const std::string bytes = take(render::svg_to_png(render::to_svg(p.figure, {.colors = render::theme::light})));
  return nb::bytes(bytes.data(), bytes.size());
}

/// SVG as part of a page, with its style sheet: in light colors, because a notebook's own theme is not known.
std::string part_of_page(const picture& p, const std::string& id) {
  return "<style>" + render::svg_style_sheet(render::theme::light) + "</style>" +
         render::to_svg(p.figure, {render::theme::light, render::svg_use::inline_, id});
}

}  // namespace

void bind_picture(nb::module_& m) {
  nb::class_<picture>(m, "picture")
      .def("svg", [](const picture& p) { return render::to_svg(p.figure); })
      .def("part_of_page", &part_of_page, nb::arg("id"))
      .def("html", [](const picture& p) { return p.page.str(); })
      .def("png", &png_of);
  m.def("draw", &draw, nb::arg("runs"), nb::arg("names"), nb::arg("panels"), nb::arg("title"), nb::arg("slack"),
        nb::arg("steepness_max"), nb::arg("delta"), nb::arg("clock"));
}

}  // namespace taper::python
