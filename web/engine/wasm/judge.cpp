// Verdicts, remedies and safe operating areas.
#include "engine.hpp"
#include "src/json/writer.hpp"
#include "taper/notation.hpp"
#include "taper/notation/pattern.hpp"
#include "taper/verdict/check_json.hpp"
#include "taper/verdict/remedies.hpp"
#include "taper/verdict/safe_json.hpp"

namespace taper::web {

namespace {

/// The next two numbers, if they are given.
std::optional<interval> interval_of(request& from) {
  const std::optional<double> low = from.given();
  const std::optional<double> high = from.given();
  if (!low || !high) return std::nullopt;
  return interval{*low, *high};
}

}  // namespace

}  // namespace taper::web

using namespace taper;
using namespace taper::web;

/// After the schedule: the limits.
TAPER_CALL(check) {
  TAPER_TRY(r, run_of(in));
  const check_options how = limits_of(in);
  TAPER_TRY(c, taper::check(r.rates, how).transform_error([&](error e) { return r.located(std::move(e)); }));
  return answer{check_json(r.spec, r.rates, c, cosine_baseline_of(r.rates)), {}};
}

/// After the schedule: the limits.
TAPER_CALL(remedies) {
  TAPER_TRY(r, run_of(in));
  const check_options how = limits_of(in);
  TAPER_TRY(c, taper::check(r.rates, how).transform_error([&](error e) { return r.located(std::move(e)); }));
  json::builder out('[');
  for (const remedy& one : remedies_of(r.rates, c, how)) {
    json::builder specs('[');
    for (const schedule& s : one.schedules) specs.raw(json::quoted(print(s)));
    out.raw(json::builder('{').put("text", one.text).raw("specs", specs.done()).done());
  }
  return answer{out.done(), {}};
}

/// Texts: the window, the parameter. Numbers: steps, limits, the sweep.
TAPER_CALL(safe) {
  const std::string_view text = in.text();
  const std::string_view parameter = in.text();
  TAPER_TRY(w, swept_window(text, {{parameter}}).transform_error([&](error e) { return in_text(std::move(e), text); }));
  TAPER_TRY(steps, in.whole("steps"));
  const check_options how = limits_of(in);
  TAPER_TRY(area, safe_operating_range(w, parameter, steps, interval_of(in), how));
  return answer{safe_json(area), {}};
}

/// Texts: the window, two parameters. Numbers: steps, limits, two sweeps, columns, rows, the first row and how many.
/// The numbers of the answer: the values of both parameters, then the verdicts of the rows asked for.
TAPER_CALL(safe_map) {
  const std::string_view text = in.text();
  const std::string_view first = in.text();
  const std::string_view second = in.text();
  TAPER_TRY(
      w, swept_window(text, {{first, second}}).transform_error([&](error e) { return in_text(std::move(e), text); }));
  TAPER_TRY(steps, in.whole("steps"));
  const check_options how = limits_of(in);
  const std::optional<interval> over_first = interval_of(in);
  const std::optional<interval> over_second = interval_of(in);
  TAPER_TRY(columns, in.whole("columns"));
  TAPER_TRY(rows, in.whole("rows"));
  TAPER_TRY(begin, in.whole("begin"));
  TAPER_TRY(count, in.whole("count"));
  if (columns > 4096 || rows > 4096) return failed_on("columns", errc::too_large, " and rows must be at most 4096");
  TAPER_TRY(x, sweep_values(w, first, over_first, columns));
  TAPER_TRY(y, sweep_values(w, second, over_second, rows));
  answer out;
  out.numbers = x;
  out.numbers.insert(out.numbers.end(), y.begin(), y.end());
  const auto from = static_cast<std::size_t>(std::min(begin, rows));
  const std::span<const double> slice =
      std::span(y).subspan(from, static_cast<std::size_t>(std::min(count, rows - from)));
  if (slice.empty()) return out;
  for (const verdict v : verdicts_on_grid(w, first, x, second, slice, steps, how))
    out.numbers.push_back(static_cast<double>(v));
  return out;
}
