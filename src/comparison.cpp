// One row of a comparison.
#include "taper/comparison.hpp"

namespace taper {

result<comparison> compare(const run& r, const check_options& how) {
  TAPER_TRY(report, check(r, how));
  comparison out{std::move(report), cosine_baseline_of(r), {}, {}};
  const fall_view fall = fall_of(r, out.report.cycle.value_or(0));
  for (const std::size_t k : {0U, 1U, 2U}) {
    const double x = 0.25 * static_cast<double>(k + 1);
    out.gamma_bar[k] = fall.odds({x, 1.0 - x}) / (x * fall.line.fall_length());
  }
  out.gamma_bar[3] = out.report.late.value;
  out.spectrum = spectrum_of([&](double x) { return fall.window(phase::at(x)); });
  return out;
}

}  // namespace taper
