// Writes taper.recipes/1.
#include "json/writer.hpp"
#include "taper/recipes.hpp"
#include "taper/verdict/check_json.hpp"

namespace taper {
namespace {

using json::builder;

std::string text_or_null(std::string_view text) { return text.empty() ? "null" : json::quoted(text); }

std::string stages_json(const check_report& c) {
  builder out('{');
  out.put("early", word_of(c.early.verdict)).put("middle", word_of(c.middle.verdict));
  return out.put("late", word_of(c.late.verdict)).done();
}

std::string entry_json(const recipe& r, bool with_check) {
  const run over = bound(r);
  const result<check_report> checked = check(over);
  builder out('{');
  out.put("name", r.name).put("title", r.title).put("kind", r.kind).put("spec", r.spec).put("steps", r.steps);
  out.put("peak", over.peak()).put("batch", r.batch).put("source", r.source).put("link", r.link);
  out.raw("not_verified", text_or_null(r.not_verified)).raw("remark", text_or_null(r.remark));
  out.raw("verdict", checked ? json::quoted(word_of(checked->verdict)) : "null");
  out.raw("stages", checked && checked->annealing ? stages_json(*checked) : "null");
  if (with_check && checked) out.raw("check", check_json(r.spec, over, *checked, cosine_baseline_of(over)));
  return out.done();
}

std::string document(std::string_view entries) {
  return builder('{').put("schema", "taper.recipes/1").raw("recipes", entries).done();
}

}  // namespace

std::string recipes_json() {
  builder all('[');
  for (const recipe& r : recipes()) all.raw(entry_json(r, false));
  return document(all.done());
}

std::string recipe_json(const recipe& r) { return document(builder('[').raw(entry_json(r, true)).done()); }

}  // namespace taper
