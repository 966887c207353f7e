// Findings as SARIF 2.1.0 (OASIS), the form that code scanning reads.
#include "json/writer.hpp"
#include "support/version.hpp"
#include "taper/configs/findings.hpp"
#include "taper/lint.hpp"

namespace taper {
namespace {

using json::builder;

constexpr std::string_view not_read = "not-read";

std::string rule_json(std::string_view id, bool fault, std::string_view meaning) {
  return builder('{')
      .put("id", id)
      .raw("shortDescription", builder('{').put("text", meaning).done())
      .raw("defaultConfiguration", builder('{').put("level", fault ? "error" : "note").done())
      .done();
}

std::string rules_json() {
  builder out('[');
  for (const config_finding_kind& k : config_findings) out.raw(rule_json(k.id, k.fault, k.meaning));
  for (const finding_kind& k : check_findings) {
    if (config_finding_kind_of(k.id) == nullptr) out.raw(rule_json(k.id, k.fault, k.meaning));
  }
  return out.raw(rule_json(not_read, true, "the rates cannot be determined from the file")).done();
}

// A path as a URI reference.
std::string uri_of(std::string_view path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || std::string_view("/-_.~").find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
  return out;
}

struct one_result {
  std::string_view id;
  bool fault = false;
  std::string_view message;
  std::size_t line = 0;
};

std::string result_json(const std::string& file, const one_result& r) {
  builder place('{');
  place.raw("artifactLocation", builder('{').put("uri", std::string_view(uri_of(file))).done());
  // A finding about the whole file points to its first line: code scanning shows no result without a region.
  const auto line = static_cast<std::uint64_t>(r.line > 0 ? r.line : 1);
  place.raw("region", builder('{').put("startLine", line).done());
  const std::string location = builder('{').raw("physicalLocation", place.done()).done();
  return builder('{')
      .put("ruleId", r.id)
      .put("level", r.fault ? "error" : "note")
      .raw("message", builder('{').put("text", r.message).done())
      .raw("locations", builder('[').raw(location).done())
      .done();
}

}  // namespace

std::string lint_sarif(std::span<const lint_report> reports) {
  builder results('[');
  for (const lint_report& r : reports) {
    for (const config_finding& f : r.reading.faults) results.raw(result_json(r.file, {f.id, true, f.message, f.line}));
    for (const config_finding& f : r.reading.notes) results.raw(result_json(r.file, {f.id, false, f.message, f.line}));
    if (r.problem) results.raw(result_json(r.file, {not_read, true, r.problem->message, r.problem->line}));
  }
  const std::string driver =
      builder('{').put("name", "taper").put("version", TAPER_VERSION).raw("rules", rules_json()).done();
  const std::string one =
      builder('{').raw("tool", builder('{').raw("driver", driver).done()).raw("results", results.done()).done();
  return builder('{')
      .put("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
      .put("version", "2.1.0")
      .raw("runs", builder('[').raw(one).done())
      .done();
}

}  // namespace taper
