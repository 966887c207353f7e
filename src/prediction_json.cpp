// Writes taper.predict/1.
#include "taper/prediction_json.hpp"

#include "json/writer.hpp"
#include "taper/print.hpp"

namespace taper {

std::string predict_json(std::string_view spec, const run& r, const prediction& p, std::string_view preset) {
  using json::builder;
  builder bound('{');
  bound.put("omega", p.omega).put("peak", p.bound_peak).put("lambda", p.lambda);
  bound.put("over_linear", p.over_linear).put("shared", p.bound_shared);
  builder quadratic('{');
  quadratic.put("preset", preset).put("shared", p.quadratic.shared).put("tuned", p.quadratic.tuned);
  quadratic.put("equal_budget", p.quadratic.equal_budget).put("tuned_peak", p.quadratic.tuned_peak);
  quadratic.put("at_stability_cap", p.quadratic.limited_by == tuned_rate::limit::stability_cap);
  quadratic.put("relative_to", "cosine");
  builder out('{');
  out.put("schema", "taper.predict/1").put("spec", spec).put("canonical", std::string_view(print(r.source())));
  out.put("steps", r.steps());
  return out.raw("bound", bound.done()).raw("quadratic", quadratic.done()).done();
}

}  // namespace taper
