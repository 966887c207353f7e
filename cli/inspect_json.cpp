// Writes taper.inspect/1.
#include <cmath>

#include "check_report.hpp"
#include "inspect_report.hpp"

namespace taper::cli {

namespace {

using json = nlohmann::ordered_json;

json range_json(const whole_range& r) { return json::array({r.least, r.most}); }

json counter_json(const log_segment& s) {
  if (s.lags.empty()) return {};
  json changes = json::array();
  for (std::size_t i = 1; i < s.lags.size(); ++i) changes.push_back({{"step", s.lags[i].step}, {"lag", s.lags[i].lag}});
  return {{"offset", s.lags.front().lag}, {"changes", changes}};
}

json segment_json(const log_segment& s) {
  json out = {{"from", s.from}, {"to", s.to}, {"spec", s.spec ? json(*s.spec) : json()}};
  if (!s.reason.empty()) out["reason"] = s.reason;
  if (!s.also.empty()) out["also"] = s.also;
  out["steps"] = s.steps > 0 ? json(s.steps) : json();
  if (s.spec) {
    if (s.anneals) out["steps_range"] = range_json(s.steps_range);
    out["warmup"] = {{"steps", s.warmup}, {"range", range_json(s.warmup_range)}};
    out["peak"] = s.peak;
    out["peak_range"] = json::array({s.peak_least, s.peak_most});
    out["counter"] = counter_json(s);
  }
  out["exact"] = s.exact;
  out["rows"] = s.rows;
  out["max_relative_error"] = number_or_null(s.max_relative_error);
  if (s.next_best)
    out["runner_up"] = {{"family", s.next_best->name}, {"misfit", s.next_best->misfit}, {"bits", s.next_best->bits}};
  return out;
}

json findings_json(const std::vector<log_finding>& all) {
  json out = json::array();
  for (const log_finding& f : all) {
    json one = {{"id", f.id}, {"step", f.step ? json(*f.step) : json()}, {"message", f.message}};
    if (const std::string remedy = remedy_text(f); !remedy.empty()) one["remedy"] = remedy;
    if (f.grade == finding_grade::possible || f.rows > 0)
      one["grade"] = f.grade == finding_grade::certain ? "certain" : "possible";
    if (f.rows > 0) {
      one["rows"] = f.rows;
      one["expected"] = f.expected ? number_or_null(*f.expected) : json();
      one["found"] = f.found ? number_or_null(*f.found) : json();
      one["outside"] = number_or_null(f.outside);
    }
    out.push_back(std::move(one));
  }
  return out;
}

double worst_error(const log_report& r) {
  double worst = 0.0;
  for (const log_segment& s : r.segments) worst = std::max(worst, s.max_relative_error);
  return worst;
}

}  // namespace

json inspect_json(const inspected& log) {
  const log_report& r = log.report;
  const log_segment& last = r.last();
  json out = {{"schema", "taper.inspect/1"}, {"file", r.file}, {"format", r.format}};
  if (!r.run.empty()) out["run"] = r.run;
  if (!r.group.empty()) out["group"] = r.group;
  out.update({{"rows", r.rows}, {"rates", r.rates}, {"precision", r.precision.text()}});
  if (r.unit != step_unit::steps) out["clock"] = r.unit == step_unit::epochs ? "epochs" : "rows";
  out["planned_steps"] = r.max_steps ? json(*r.max_steps) : json();
  out["spec"] = last.spec ? json(*last.spec) : json();
  if (!last.spec) out["reason"] = last.reason;
  out["steps"] = last.steps > 0 ? json(last.steps) : json();
  out["warmup"] = last.spec ? json{{"steps", last.warmup}, {"range", range_json(last.warmup_range)}} : json();
  out["counter"] = counter_json(last);
  out["segments"] = json::array();
  for (const log_segment& s : r.segments) out["segments"].push_back(segment_json(s));
  out["fit"] = {{"max_relative_error", number_or_null(worst_error(r))}};
  out["delta"] = r.delta ? json{{"max", r.delta->max}, {"q99", r.delta->q99}, {"stride", r.delta->stride}} : json();
  if (log.departed) {
    // the key of taper.inspect/1
    out["asked"] = {{"source", log.expected->source},
                    {"spec", log.expected->spec},
                    {"steps", log.expected->steps ? json(*log.expected->steps) : json()},
                    {"same", log.departed->same},
                    {"furthest",
                     {{"step", log.departed->step},
                      {"asked", log.departed->expected},
                      {"ran", log.departed->ran},
                      {"share_of_peak", log.departed->share}}}};
  }
  out["faults"] = findings_json(r.faults);
  out["notes"] = findings_json(r.notes);
  out["check"] = log.check ? check_json(*last.spec, *log.bound, *log.check, cosine_baseline_of(*log.bound)) : json();
  return out;
}

}  // namespace taper::cli
