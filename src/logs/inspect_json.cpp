// Writes taper.inspect/1.
#include <algorithm>

#include "json/writer.hpp"
#include "taper/cosine_baseline.hpp"
#include "taper/logs/inspected.hpp"
#include "taper/verdict/check_json.hpp"

namespace taper {

namespace {

using json::builder;

std::string pair_json(const whole_range& r) {
  return "[" + std::to_string(r.least) + "," + std::to_string(r.most) + "]";
}

builder& put_length(builder& out, std::string_view key, std::int64_t steps) {
  return steps > 0 ? out.put(key, steps) : out.raw(key, "null");
}

std::string counter_json(const log_segment& s) {
  if (s.lags.empty()) return "null";
  builder changes('[');
  for (std::size_t i = 1; i < s.lags.size(); ++i)
    changes.raw(builder('{').put("step", s.lags[i].step).put("lag", s.lags[i].lag).done());
  return builder('{').put("offset", s.lags.front().lag).raw("changes", changes.done()).done();
}

std::string warmup_json(const log_segment& s) {
  return builder('{').put("steps", s.warmup).raw("range", pair_json(s.warmup_range)).done();
}

std::string segment_json(const log_segment& s) {
  builder out('{');
  out.put("from", s.from).put("to", s.to).put("spec", s.spec);
  if (!s.reason.empty()) out.put("reason", s.reason);
  if (!s.also.empty()) {
    builder also('[');
    for (const std::string& spec : s.also) also.raw(json::quoted(spec));
    out.raw("also", also.done());
  }
  put_length(out, "steps", s.steps);
  if (s.spec) {
    if (s.anneals) out.raw("steps_range", pair_json(s.steps_range));
    out.raw("warmup", warmup_json(s)).put("peak", s.peak);
    out.raw("peak_range", "[" + json::number(s.peak_least) + "," + json::number(s.peak_most) + "]");
    out.raw("counter", counter_json(s));
  }
  out.put("exact", s.exact).put("rows", s.rows).put("max_relative_error", s.max_relative_error);
  if (s.next_best) {
    builder next('{');
    next.put("family", s.next_best->name).put("misfit", s.next_best->misfit).put("bits", s.next_best->bits);
    out.raw("runner_up", next.done());
  }
  return out.done();
}

std::string findings_json(const std::vector<log_finding>& all, const call_writer& written) {
  builder out('[');
  for (const log_finding& f : all) {
    builder one('{');
    one.put("id", f.id).put("step", f.step).put("message", f.message);
    if (const std::string remedy = remedy_text(f, written); !remedy.empty()) one.put("remedy", remedy);
    if (f.grade == finding_grade::possible || f.rows > 0)
      one.put("grade", f.grade == finding_grade::certain ? "certain" : "possible");
    if (f.rows > 0) one.put("rows", f.rows).put("expected", f.expected).put("found", f.found).put("outside", f.outside);
    out.raw(one.done());
  }
  return out.done();
}

/// The comparison; its keys say "asked".
std::string asked_json(const expected_schedule& expected, const departure& d) {
  builder furthest('{');
  furthest.put("step", d.step).put("asked", d.expected).put("ran", d.ran).put("share_of_peak", d.share);
  builder out('{');
  out.put("source", expected.source).put("spec", expected.spec).put("steps", expected.steps);
  return out.put("same", d.same).put("offset", d.offset).raw("furthest", furthest.done()).done();
}

}  // namespace

std::string inspect_json(const inspected& one, const call_writer& written) {
  const log_report& r = one.report;
  const log_segment& last = r.last();
  builder segments('[');
  double worst = 0.0;
  for (const log_segment& s : r.segments) {
    segments.raw(segment_json(s));
    worst = std::max(worst, s.max_relative_error);
  }
  builder out('{');
  out.put("schema", "taper.inspect/1").put("file", r.file).put("format", r.format);
  if (!r.run.empty()) out.put("run", r.run);
  if (!r.group.empty()) out.put("group", r.group);
  out.put("rows", r.rows).put("rates", r.rates).put("precision", r.precision.text());
  if (r.unit != step_unit::steps) out.put("clock", r.unit == step_unit::epochs ? "epochs" : "rows");
  out.put("planned_steps", r.max_steps).put("spec", last.spec);
  if (!last.spec) out.put("reason", last.reason);
  put_length(out, "steps", last.steps).raw("warmup", last.spec ? warmup_json(last) : "null");
  out.raw("counter", counter_json(last)).raw("segments", segments.done());
  out.raw("fit", builder('{').put("max_relative_error", worst).done());
  out.raw("delta",
          r.delta ? builder('{').put("max", r.delta->max).put("q99", r.delta->q99).put("stride", r.delta->stride).done()
                  : std::string("null"));
  if (one.departed) out.raw("asked", asked_json(*one.expected, *one.departed));
  out.raw("faults", findings_json(r.faults, written)).raw("notes", findings_json(r.notes, written));
  return out
      .raw("check", one.check ? check_json(*last.spec, *one.bound, *one.check, cosine_baseline_of(*one.bound)) : "null")
      .done();
}

}  // namespace taper
