// Schedules: every spelling, rates, dynamics, where the parts of a run lie.
#include <algorithm>
#include <cmath>
#include <limits>

#include "engine.hpp"
#include "src/json/writer.hpp"
#include "taper/description.hpp"
#include "taper/notation.hpp"
#include "taper/text.hpp"

namespace taper::web {

namespace {

/// At most this many points, which need 100 MB.
constexpr std::uint64_t most_points = std::uint64_t{1} << 20U;

/// The steps of a request: `given` of them, or if none are given `points` spread evenly over `steps`, without repetition.
std::vector<double> chosen_steps(std::uint64_t steps, std::uint64_t points, std::span<const double> given) {
  if (!given.empty()) return {given.begin(), given.end()};
  if (steps == 1) return {0.0};
  std::vector<double> out;
  const double last = static_cast<double>(steps - 1);
  const double n = static_cast<double>(std::min(points, steps) - 1);
  for (double k = 0.0; k <= n; ++k) out.push_back(std::round(last * (k / n)));
  return out;
}

result<void> all_steps(std::span<const double> steps) {
  for (const double t : steps) {
    if (!(t >= 0.0 && t <= 0x1p53 && t == std::floor(t)))
      return failed_on("step", errc::out_of_range, " must be a whole number from 0 to 2^53, got " + print_number(t));
  }
  return {};
}

}  // namespace

}  // namespace taper::web

using namespace taper;
using namespace taper::web;

TAPER_CALL(parse) {
  const std::string_view text = in.text();
  TAPER_TRY(s, taper::parse(text).transform_error([&](error e) { return in_text(std::move(e), text); }));
  std::string shown = show_json(text, s);
  shown.back() = ',';
  return answer{shown + "\"peak\":" + (s.with.peak ? json::number(s.with.peak->lr) : "null") + "}", {}};
}

/// The window itself. Numbers: 1 if the places are distances to the end, then the places. The answer: all values, all complements,
/// all slopes.
TAPER_CALL(window) {
  const std::string_view text = in.text();
  TAPER_TRY(s, taper::parse(text).transform_error([&](error e) { return in_text(std::move(e), text); }));
  const bool from_end = in.number() == 1.0;
  const std::span<const double> places = in.numbers();
  const any_window::kernel_type kernel = s.shape.kernel();
  answer out;
  out.numbers.resize(3 * places.size());
  for (std::size_t k = 0; k < places.size(); ++k) {
    if (!(places[k] >= 0.0 && places[k] <= 1.0)) return failed_on("x", errc::out_of_range, " must be from 0 to 1");
    const phase p = from_end ? phase::before_end(places[k]) : phase::at(places[k]);
    out.numbers[k] = kernel.value(p);
    out.numbers[places.size() + k] = kernel.complement(p);
    out.numbers[2 * places.size() + k] = kernel.slope(p);
  }
  return out;
}

/// Numbers: peak, floor, and the steps at which the rise ends, the fall begins and ends; cycles.
TAPER_CALL(bind) {
  TAPER_TRY(s, schedule_of(in));
  if (const auto* const e = std::get_if<endless_run>(&s->rates)) return answer{{}, {e->peak(), e->floor()}};
  const run& r = std::get<run>(s->rates);
  const timeline line = r.locate(0).line;
  const auto number = [](std::uint64_t v) { return static_cast<double>(v); };
  const double begins = line.fall_begin().real();
  return answer{
      {}, {r.peak(), r.floor(), line.rise_length(), begins, begins + line.fall_length(), number(r.cycle_count())}};
}

/// After the schedule: first, stride, count.
TAPER_CALL(fill) {
  TAPER_TRY(s, schedule_of(in));
  TAPER_TRY(first, in.whole("first"));
  TAPER_TRY(stride, in.whole("stride"));
  TAPER_TRY(count, in.whole("count"));
  if (count > (std::uint64_t{1} << 27U)) return failed_on("count", errc::too_large, " must be at most 2^27");
  answer out;
  out.numbers.resize(static_cast<std::size_t>(count));
  std::visit([&](const auto& r) { r.fill(first, std::span(out.numbers), stride); }, s->rates);
  return out;
}

/// After the schedule: the steps.
TAPER_CALL(rates) {
  TAPER_TRY(s, schedule_of(in));
  TAPER_CHECK(all_steps(in.numbers()));
  answer out;
  std::visit(
      [&](const auto& r) {
        for (const double t : in.numbers()) out.numbers.push_back(r(static_cast<std::uint64_t>(t)));
      },
      s->rates);
  return out;
}

/// After the schedule: the limits, the number of points, steps if they are chosen. Twelve columns.
TAPER_CALL(dynamics) {
  TAPER_TRY(r, run_of(in));
  const check_options how = limits_of(in);
  if (!(how.delta > 0.0)) return failed_on("delta", errc::out_of_range, " must be > 0");
  TAPER_TRY(points, in.whole("points"));
  if (points < 2 || points > most_points)
    return failed_on("points", errc::out_of_range, " must be from 2 to 2^20, got " + std::to_string(points));
  TAPER_CHECK(all_steps(in.numbers()));
  const std::vector<double> steps = chosen_steps(r.rates.steps(), points, in.numbers());
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  answer out;
  out.numbers.resize(12 * steps.size());
  for (std::size_t k = 0; k < steps.size(); ++k) {
    const dynamics_row d = dynamics_at(r.rates, static_cast<std::uint64_t>(steps[k]), how);
    const double row[] = {steps[k],
                          d.x,
                          d.window,
                          d.lr,
                          d.theta,
                          d.z,
                          d.gamma.value_or(none),
                          d.gamma_bar.value_or(none),
                          d.steepness.value_or(none),
                          d.acceptance,
                          d.beta.value_or(none),
                          d.kappa.value_or(none)};
    for (std::size_t c = 0; c < std::size(row); ++c) out.numbers[c * steps.size() + k] = row[c];
  }
  return out;
}
