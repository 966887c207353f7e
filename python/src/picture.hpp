// A picture in Python: a figure, and the page that shows it.
#pragma once

#ifdef TAPER_HAS_REPORTS
#include "render/chart.hpp"
#include "render/html.hpp"

namespace taper::python {

struct picture {
  render::figure figure;
  render::html_report page;
};

}  // namespace taper::python
#endif
