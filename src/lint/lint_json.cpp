// Writes taper.lint/1 and taper.lint-diff/1.
#include "json/writer.hpp"
#include "lint/parts.hpp"
#include "taper/lint.hpp"
#include "taper/verdict/check_json.hpp"

namespace taper {
namespace {

using json::builder;

// A member without a value is null: a finding without a key, a key without a line.
builder& put_place(builder& out, const std::string& key, std::size_t line) {
  out.raw("key", key.empty() ? "null" : json::quoted(key));
  return out.raw("line", line == 0 ? "null" : std::to_string(line));
}

std::string findings_json(const std::vector<config_finding>& all) {
  builder out('[');
  for (const config_finding& f : all) {
    builder one('{');
    one.put("id", std::string_view(f.id));
    out.raw(put_place(one, f.key, f.line).put("message", std::string_view(f.message)).done());
  }
  return out.done();
}

std::string problem_json(const error& e) {
  builder out('{');
  put_place(out, e.subject, e.line);
  return out.put("message", std::string_view(e.message)).put("hint", std::string_view(e.advice())).done();
}

// The key about the rate that no reader knows, if it is the reason why the file is not read.
std::string unread_json(const std::optional<error>& problem) {
  builder out('[');
  if (problem && problem->code == errc::unknown_name && problem->line > 0) {
    builder one('{');
    out.raw(put_place(one, problem->subject, problem->line).done());
  }
  return out.done();
}

std::string text_or_null(const std::string& text) { return text.empty() ? "null" : json::quoted(text); }

std::string place_json(const schedule_difference::place& p) {
  builder rates('[');
  rates.raw(json::number(p.first)).raw(json::number(p.second));
  return builder('{').put("step", p.step).raw("rates", rates.done()).done();
}

}  // namespace

std::string lint_json(const lint_report& r) {
  const config_reading& c = r.reading;
  builder out('{');
  out.put("schema", "taper.lint/1").put("file", std::string_view(r.file));
  out.raw("format", text_or_null(c.format)).raw("spec", text_or_null(c.spec));
  out.put("steps", c.steps).raw("steps_from", text_or_null(c.steps_from));
  out.raw("unread", unread_json(r.problem));
  out.raw("error", r.problem ? problem_json(*r.problem) : "null");
  out.raw("faults", findings_json(c.faults)).raw("notes", findings_json(c.notes));
  out.raw("check", r.check ? check_json(c.spec, *r.bound, *r.check, cosine_baseline_of(*r.bound)) : "null");
  return out.done();
}

std::string lint_diff_json(const lint_report& a, const lint_report& b) {
  builder files('[');
  files.raw(lint_json(a)).raw(lint_json(b));
  builder out('{');
  out.put("schema", "taper.lint-diff/1").raw("files", files.done());
  std::optional<schedule_difference> apart;
  if (a.bound && b.bound) apart = difference_between(*a.bound, *b.bound);
  out.raw("first_difference", apart ? place_json(apart->begins) : "null");
  out.raw("largest_difference", apart ? place_json(apart->largest) : "null");
  return out.done();
}

}  // namespace taper
