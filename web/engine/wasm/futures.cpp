// What takes longer and is asked for less often: comparisons, predictions, retargets, exports.
#include "engine.hpp"
#include "taper/comparison.hpp"
#include "taper/export.hpp"
#include "taper/notation.hpp"
#include "taper/prediction_json.hpp"
#include "taper/retarget_json.hpp"
#include "taper/text.hpp"
#include "taper/verdict/check_json.hpp"

namespace taper::web {

namespace {

result<quadratic_setting> setting_of(std::string_view preset) {
  if (preset == "default") return quadratic_presets::standard;
  if (preset == "stability-limited") return quadratic_presets::stability_limited;
  if (preset == "long-low-noise") return quadratic_presets::long_low_noise;
  return failed(errc::unknown_name, "no preset is called " + echoed(preset),
                "the presets are default, stability-limited, long-low-noise");
}

}  // namespace

}  // namespace taper::web

using namespace taper;
using namespace taper::web;

/// After the schedule: the limits.
TAPER_CALL(compare) {
  TAPER_TRY(r, run_of(in));
  const check_options how = limits_of(in);
  TAPER_TRY(c, taper::compare(r.rates, how).transform_error([&](error e) { return r.located(std::move(e)); }));
  return answer{compare_json(r.spec, r.rates, c), {}};
}

/// Texts after the schedule: the preset.
TAPER_CALL(predict) {
  TAPER_TRY(r, run_of(in));
  const std::string_view preset = in.text();
  TAPER_TRY(setting, setting_of(preset));
  if (r.rates.steps() > 1'000'000'000) return failed(errc::too_large, "steps must be at most 1e9 for a prediction");
  return answer{predict_json(r.spec, r.rates, taper::predict(r.rates, setting), std::string(preset)), {}};
}

/// Texts after the schedule: another schedule, or nothing. Numbers: limits, at, the new length, steps of a second rise, 1
/// for a cooldown now, the new peak.
TAPER_CALL(retarget) {
  TAPER_TRY(r, run_of(in));
  const std::string_view other = in.text();
  const check_options how = limits_of(in);
  TAPER_TRY(at, in.whole("at"));
  TAPER_TRY(length, in.whole("newSteps"));
  TAPER_TRY(rewarm, in.whole("rewarm"));
  const bool cooldown = in.number() == 1.0;
  retarget_options options{.at = at, .new_steps = length};
  options.new_peak = in.given();
  if (int{!other.empty()} + int{rewarm > 0} + int{cooldown} > 1)
    return failed(errc::conflict, "rewarm, cooldownNow and to exclude each other");
  if (other.empty() && rewarm == 0 && !cooldown && !options.new_peak && length == r.rates.steps())
    return failed(errc::missing, "nothing changes", "give newSteps, peak, rewarm, cooldownNow or to");
  if (cooldown) options.how = retargeting::cooldown_now;
  if (rewarm > 0) options.how = retargeting::rewarm;
  options.rewarm_steps = rewarm;
  if (!other.empty()) {
    TAPER_TRY(to, taper::parse(other).transform_error([&](error e) { return in_text(std::move(e), other); }));
    options.how = retargeting::replace;
    options.to = std::move(to);
  }
  TAPER_TRY(report, report_of(r.rates, options, how).transform_error([&](error e) { return r.located(std::move(e)); }));
  return answer{retarget_json(r.spec, report), {}};
}

/// Texts after the schedule: the language. Numbers: 1 if the length is an argument of the code.
TAPER_CALL(export) {
  TAPER_TRY(s, schedule_of(in));
  TAPER_TRY(target, find_export_target(in.text()));
  const run_length length = in.number() == 1.0 ? run_length::argument : run_length::fixed;
  result<std::string> code =
      std::visit([&](const auto& r) { return export_code(r, {.target = target, .length = length}); }, s->rates);
  TAPER_TRY(text, std::move(code).transform_error([&](error e) { return in_text(std::move(e), s->spec); }));
  return answer{std::move(text), {}};
}
