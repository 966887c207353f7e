// The list of shapes, modifiers, combinations and libraries, and of the languages of exports.
#include "engine.hpp"
#include "src/json/writer.hpp"
#include "taper/export.hpp"
#include "taper/listing.hpp"

using namespace taper;
using namespace taper::web;

/// All entries without computed ranges.
TAPER_CALL(list) {
  json::builder out('[');
  for_each_family([&]<class F>() { out.raw(shape_json(F::info.name, safe_ranges::left_out)); });
  for (const modifier_info& m : modifiers) out.raw(modifier_json(m));
  for (const operation_info& a : combinations) out.raw(combination_json(a));
  for (const libraries::library& of : libraries::catalogue()) out.raw(library_json(of));
  return answer{out.done(), {}};
}

/// A shape, with the safe ranges of its parameters.
TAPER_CALL(shape) {
  const std::string_view name = in.text();
  std::string out;
  for_each_family([&]<class F>() {
    if (F::info.name == name) out = shape_json(name, safe_ranges::computed);
  });
  return answer{out.empty() ? "null" : std::move(out), {}};
}

TAPER_CALL(export_targets) {
  json::builder out('[');
  constexpr std::string_view kinds[] = {"code", "traced", "rates"};
  for (const export_target_info& t : taper::export_targets) {
    out.raw(json::builder('{')
                .put("name", t.name)
                .put("kind", kinds[static_cast<std::size_t>(t.kind)])
                .put("summary", t.summary)
                .done());
  }
  return answer{out.done(), {}};
}
