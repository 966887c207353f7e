// A schedule from a target profile.
#include "engine.hpp"
#include "taper/design/design_window.hpp"
#include "taper/notation.hpp"

using namespace taper;
using namespace taper::web;

/// Numbers: 1 for an acceptance (0 for the time-normalized rate), steps, delta, how many x, every x, every value.
TAPER_CALL(design) {
  const profile_kind kind = in.number() == 1.0 ? profile_kind::acceptance : profile_kind::gamma_bar;
  TAPER_TRY(steps, in.whole("steps"));
  const double delta = in.number();
  TAPER_TRY(count, in.whole("x"));
  const std::span<const double> rows = in.numbers();
  if (rows.size() != 2 * count) {
    return failed(errc::out_of_range, "x and y must have the same length, got " + std::to_string(count) + " and " +
                                          std::to_string(rows.size() - count));
  }
  const auto half = static_cast<std::ptrdiff_t>(count);
  const curve profile{{rows.begin(), rows.begin() + half}, {rows.begin() + half, rows.end()}};
  for (std::size_t k = 0; k < profile.x.size(); ++k) {
    if (!(k == 0 || profile.x[k] > profile.x[k - 1])) return failed(errc::out_of_range, "x must increase");
  }
  TAPER_TRY(w, window_from_rows(profile, kind, steps, delta));
  TAPER_TRY(t, table_of(w));
  return answer{print(schedule{any_window(std::move(t.points)), {}}), {}};
}
