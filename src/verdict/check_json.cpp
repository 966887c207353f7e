// Writes taper.check/2 and taper.compare/2, which has additional members.
#include "taper/verdict/check_json.hpp"

#include <cmath>

#include "../json/writer.hpp"
#include "taper/print.hpp"

namespace taper {

namespace {

using json::builder;

builder limit_json(const limit_stage& s, const char* relation) {
  builder out('{');
  out.put("verdict", word_of(s.verdict)).put("value", s.value);
  if (std::isinf(s.value)) out.put("infinite", true);
  return out.put("relation", relation).put("limit", s.limit).put("source", s.source).put("step", s.step);
}

std::string middle_json(const smooth_stage& s) {
  builder out('{');
  out.put("verdict", word_of(s.verdict)).put("steepness", s.steepness).put("relation", "<=").put("limit", s.limit);
  out.put("source", s.source).put("step", s.step).put("monotone", s.monotone()).put("gamma_bar_fall", s.gamma_bar_fall);
  if (s.rises_at) out.put("rises_at", *s.rises_at);
  return out.done();
}

std::string collapse_json(const std::optional<collapse>& c) {
  if (!c) return "null";
  builder out('{');
  out.put("critical_delta", c->critical_delta);
  if (std::isinf(c->critical_delta)) out.put("infinite", true);
  out.put("delta", c->delta).put("at", c->at).put("width", c->width);
  return out.put("premature", c->premature).put("abrupt", c->abrupt).done();
}

std::string findings_json(const std::vector<finding>& all) {
  builder out('[');
  for (const finding& f : all) {
    out.raw(builder('{')
                .put("id", std::string_view(f.id))
                .put("step", f.step)
                .put("message", std::string_view(f.message))
                .done());
  }
  return out.done();
}

std::string texts_json(const std::vector<std::string>& all) {
  builder out('[');
  for (const std::string& t : all) out.raw(json::quoted(t));
  return out.done();
}

/// All members of a check.
builder members(std::string_view schema, std::string_view spec, const run& r, const check_report& c,
                const cosine_baseline& against) {
  builder stages('{');
  stages.raw("early", limit_json(c.early, "<=").done()).raw("middle", middle_json(c.middle));
  stages.raw("late", limit_json(c.late, ">=").put("end_times_length", c.end_times_length).done());
  builder multiplier('{');
  multiplier.put("relative_to", "cosine").put("budget", against.multiplier.budget);
  multiplier.put("bound", against.multiplier.bound).put("quadratic", against.multiplier.quadratic);
  builder predicted('{');
  predicted.put("relative_to", "cosine").put("bound", against.bound_excess).put("shared", against.quadratic.shared);
  predicted.put("tuned", against.quadratic.tuned).put("equal_budget", against.quadratic.equal_budget);
  builder out('{');
  out.put("schema", schema).put("spec", spec).put("canonical", std::string_view(print(r.source())));
  out.put("steps", r.steps()).put("verdict", word_of(c.verdict));
  out.raw("stages", c.annealing ? stages.done() : "null");
  out.raw("collapse", collapse_json(c.collapse)).put("budget", c.budget);
  out.raw("peak_multiplier", multiplier.done()).raw("predicted", predicted.done()).put("dirichlet", c.dirichlet);
  if (std::isinf(c.dirichlet)) out.put("dirichlet_infinite", true);
  if (c.cycle) out.put("cycle", *c.cycle);
  out.raw("faults", findings_json(c.faults)).raw("notes", findings_json(c.notes));
  return out.raw("reasons", texts_json(c.reasons)).raw("remedies", texts_json(c.remedies));
}

}  // namespace

std::string check_json(std::string_view spec, const run& r, const check_report& c, const cosine_baseline& against) {
  return members("taper.check/2", spec, r, c, against).done();
}

std::string compare_json(std::string_view spec, const run& r, const comparison& c) {
  builder rates('{');
  rates.put("1/4", c.gamma_bar[0]).put("1/2", c.gamma_bar[1]).put("3/4", c.gamma_bar[2]).put("last", c.gamma_bar[3]);
  const window_figures& w = c.spectrum;
  builder spectrum('{');
  spectrum.put("coherent_gain", w.coherent_gain).put("noise_bandwidth_bins", w.noise_bandwidth_bins);
  spectrum.put("processing_gain_db", w.processing_gain_db).put("scalloping_loss_db", w.scalloping_loss_db);
  spectrum.put("worst_case_loss_db", w.worst_case_loss_db).put("width_3db_bins", w.width_3db_bins);
  spectrum.put("width_6db_bins", w.width_6db_bins).put("null_to_null_bins", w.null_to_null_bins);
  spectrum.put("highest_sidelobe_db", w.highest_sidelobe_db).put("falloff_db_per_octave", w.falloff_db_per_octave);
  builder out = members("taper.compare/2", spec, r, c.report, c.against);
  return out.raw("gamma_bar", rates.done()).raw("spectrum", spectrum.done()).done();
}

}  // namespace taper
