// Writes taper.retarget/1.
#include "taper/retarget_json.hpp"

#include "json/writer.hpp"
#include "taper/cosine_baseline.hpp"
#include "taper/print.hpp"
#include "taper/verdict/check_json.hpp"

namespace taper {

namespace {

std::string written_json(const retargeted::written& w) {
  return json::builder('{').put("spec", print(w.spec)).put("steps", w.steps).put("error", w.error).done();
}

/// The check of the new run, which says what it judges: the whole run or the rest.
std::string after_json(const retarget_report& r) {
  std::string out = check_json(print(r.changed.judged().spec), r.judged, r.after, cosine_baseline_of(r.judged));
  out.back() = ',';  // the closing brace
  return out + "\"judged\":" + json::quoted(r.changed.judges_whole() ? "whole" : "rest") + "}";
}

}  // namespace

result<retarget_report> report_of(const run& plan, const retarget_options& options, const check_options& how) {
  TAPER_TRY(changed, retarget(plan, options));
  std::optional<naive_restart> naive = naive_restart_of(plan, options);
  TAPER_TRY(judged, changed.judged().spec.bind(changed.judged().steps, plan.timing()));
  TAPER_TRY(before, check(plan, how));
  TAPER_TRY(after, check(judged, how));
  return retarget_report{std::move(changed), std::move(naive), std::move(judged), std::move(before), std::move(after)};
}

std::string_view word_of(retargeting how) noexcept {
  switch (how) {
    case retargeting::cooldown_now: return "cooldown-now";
    case retargeting::rewarm: return "rewarm";
    case retargeting::replace: return "replace";
    case retargeting::stretch: break;
  }
  return "stretch";
}

std::string retarget_json(std::string_view spec, const retarget_report& r) {
  const retarget_options& o = r.changed.options();
  const run& plan = r.changed.plan();
  json::builder out('{');
  out.put("schema", "taper.retarget/1").put("spec", spec).put("canonical", print(plan.source()));
  out.put("steps", plan.steps()).put("at", o.at).put("new_steps", o.new_steps).put("how", word_of(o.how));
  out.put("x", r.changed.x_at()).put("rate", r.changed(o.at));
  out.raw("whole", written_json(r.changed.whole()));
  out.raw("rest", r.changed.rest() ? written_json(*r.changed.rest()) : "null");
  out.raw("naive", r.naive ? json::builder('{').put("rate", r.naive->after).put("jump", r.naive->jump).done() : "null");
  out.raw("before", check_json(spec, plan, r.before, cosine_baseline_of(plan)));
  return out.raw("after", after_json(r)).done();
}

}  // namespace taper
