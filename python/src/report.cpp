// check and compare in Python: the objects that `taper check --json` and `taper compare --json` print.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "bindings.hpp"

namespace taper::python {

namespace {

nb::dict limit_dict(const limit_stage& s, const char* relation) {
  nb::dict out;
  out["verdict"] = text(word_of(s.verdict));
  out["value"] = finite(s.value);
  if (std::isinf(s.value)) out["infinite"] = true;
  out["relation"] = relation;
  out["limit"] = s.limit;
  out["source"] = text(s.source);
  out["step"] = optional(s.step);
  return out;
}

nb::dict smooth_dict(const smooth_stage& s) {
  nb::dict out;
  out["verdict"] = text(word_of(s.verdict));
  out["steepness"] = finite(s.steepness);
  out["relation"] = "<=";
  out["limit"] = s.limit;
  out["source"] = text(s.source);
  out["step"] = optional(s.step);
  out["monotone"] = s.monotone();
  out["gamma_bar_fall"] = finite(s.gamma_bar_fall);
  return out;
}

nb::object collapse_dict(const std::optional<collapse>& c) {
  if (!c) return nb::none();
  nb::dict out;
  out["critical_delta"] = finite(c->critical_delta);
  out["delta"] = c->delta;
  out["at"] = optional(c->at);
  out["width"] = optional(c->width);
  out["premature"] = c->premature;
  out["abrupt"] = c->abrupt;
  return out;
}

nb::list findings(const std::vector<finding>& all) {
  nb::list out;
  for (const finding& f : all) {
    nb::dict one;
    one["id"] = f.id;
    one["step"] = optional(f.step);
    one["message"] = f.message;
    out.append(one);
  }
  return out;
}

nb::dict spectrum_dict(const window_figures& w) {
  nb::dict out;
  out["coherent_gain"] = finite(w.coherent_gain);
  out["noise_bandwidth_bins"] = finite(w.noise_bandwidth_bins);
  out["processing_gain_db"] = finite(w.processing_gain_db);
  out["scalloping_loss_db"] = finite(w.scalloping_loss_db);
  out["worst_case_loss_db"] = finite(w.worst_case_loss_db);
  out["width_3db_bins"] = optional(w.width_3db_bins);
  out["width_6db_bins"] = optional(w.width_6db_bins);
  out["null_to_null_bins"] = optional(w.null_to_null_bins);
  out["highest_sidelobe_db"] = optional(w.highest_sidelobe_db);
  out["falloff_db_per_octave"] = optional(w.falloff_db_per_octave);
  return out;
}

}  // namespace

nb::dict check_dict(const bound& b, const check_report& c, const footing& against) {
  nb::dict stages;
  stages["early"] = limit_dict(c.early, "<=");
  stages["middle"] = smooth_dict(c.middle);
  nb::dict late = limit_dict(c.late, ">=");
  late["end_times_length"] = c.end_times_length;
  stages["late"] = late;
  nb::dict multiplier;
  multiplier["relative_to"] = "cosine";
  multiplier["budget"] = finite(against.multiplier.budget);
  multiplier["bound"] = finite(against.multiplier.bound);
  multiplier["quadratic"] = finite(against.multiplier.quadratic);
  nb::dict predicted;
  predicted["relative_to"] = "cosine";
  predicted["bound"] = finite(against.bound_excess);
  predicted["shared"] = finite(against.quadratic.shared);
  predicted["tuned"] = finite(against.quadratic.tuned);
  predicted["equal_budget"] = finite(against.quadratic.equal_budget);
  nb::dict out;
  out["schema"] = "taper.check/1";
  out["spec"] = b.spec;
  out["canonical"] = print(b.rates.source());
  out["steps"] = b.rates.steps();
  out["verdict"] = text(word_of(c.verdict));
  out["stages"] = stages;
  out["collapse"] = collapse_dict(c.collapse);
  out["budget"] = c.budget;
  out["peak_multiplier"] = multiplier;
  out["predicted"] = predicted;
  out["dirichlet"] = finite(c.dirichlet);
  if (std::isinf(c.dirichlet)) out["dirichlet_infinite"] = true;
  if (c.cycle) out["cycle"] = *c.cycle;
  out["faults"] = findings(c.faults);
  out["notes"] = findings(c.notes);
  out["reasons"] = c.reasons;
  out["remedies"] = c.remedies;
  return out;
}

void bind_report(nb::module_& m) {
  m.def(
      "check",
      [](const bound& b, double slack, double steepness_max, double delta, const std::string& clock) {
        const judgement how = judgement_of(slack, steepness_max, delta, clock);
        const check_report report = take(taper::check(b.rates, how), b.spec);
        return check_dict(b, report, footing_of(b.rates));
      },
      nb::arg("run"), nb::arg("slack"), nb::arg("steepness_max"), nb::arg("delta"), nb::arg("clock"));
  m.def(
      "compare",
      [](const bound& b, double slack, double steepness_max, double delta, const std::string& clock) {
        const judgement how = judgement_of(slack, steepness_max, delta, clock);
        const comparison c = take(taper::compare(b.rates, how), b.spec);
        nb::dict out = check_dict(b, c.report, c.against);
        out["schema"] = "taper.compare/1";
        nb::dict gamma_bar;
        gamma_bar["1/4"] = finite(c.gamma_bar[0]);
        gamma_bar["1/2"] = finite(c.gamma_bar[1]);
        gamma_bar["3/4"] = finite(c.gamma_bar[2]);
        gamma_bar["last"] = finite(c.gamma_bar[3]);
        out["gamma_bar"] = gamma_bar;
        out["spectrum"] = spectrum_dict(c.spectrum);
        out["nanoseconds_per_evaluation"] = c.nanoseconds_per_evaluation;
        return out;
      },
      nb::arg("run"), nb::arg("slack"), nb::arg("steepness_max"), nb::arg("delta"), nb::arg("clock"));
}

}  // namespace taper::python
