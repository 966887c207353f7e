// Writes taper.fit/1.
#include "taper/design/fit_json.hpp"

#include <algorithm>
#include <string>

#include "../json/writer.hpp"
#include "taper/print.hpp"
#include "taper/text.hpp"

namespace taper {

namespace {

using json::builder;

constexpr std::pair<std::string_view, distance_kind> kinds[] = {
    {"sup", distance_kind::sup}, {"l2", distance_kind::l2}, {"dynamics", distance_kind::dynamics}};

/// The JSON members of one fit; `more` has other families at the same distance.
builder member_json(builder out, const fit_member& m, distance_kind by, std::span<const fit_member> more) {
  builder fitted('{');
  builder redundant('[');
  builder ties('[');
  for (const fitted_parameter& p : m.fitted) fitted.put(p.name, p.value);
  for (const std::string_view name : m.redundant) redundant.raw(json::quoted(name));
  for (const schedule& s : m.ties) ties.raw(json::quoted(print(s)));
  for (const fit_member& other : more) ties.raw(json::quoted(print(other.member)));
  builder apart('{');
  apart.put("sup", m.apart.sup).put("l2", m.apart.l2).put("dynamics", m.apart.dynamics);
  out.put("family", m.member.shape.info().name).put("spec", std::string_view(print(m.member)));
  out.put("distance", m.apart.by(by)).raw("fitted", fitted.done()).raw("redundant", redundant.done());
  return out.raw("distances", apart.done()).put("worst_step", m.apart.worst_step).raw("ties", ties.done());
}

}  // namespace

std::string_view word_of(distance_kind by) {
  return std::ranges::find(kinds, by, [](const auto& k) { return k.second; })->first;
}

result<distance_kind> distance_named(std::string_view word) {
  const auto* found = std::ranges::find(kinds, word, [](const auto& k) { return k.first; });
  if (found != std::end(kinds)) return found->second;
  return failed(errc::unknown_name, "by must be one of sup, l2, dynamics, got " + echoed(word));
}

std::string fit_json(const fit_ranking& ranking, distance_kind by, std::string_view to, std::uint64_t steps) {
  const std::span<const fit_member> all = ranking.members;
  builder out('{');
  out.put("schema", "taper.fit/1");
  out = member_json(std::move(out), all.front(), by, all.subspan(1, ranking.tied - 1));
  out.put("by", word_of(by)).put("to", to).put("steps", steps);
  if (all.size() == 1) return out.done();
  builder ranked('[');
  for (const fit_member& m : all) ranked.raw(member_json(builder('{'), m, by, {}).done());
  return out.raw("ranked", ranked.done()).done();
}

}  // namespace taper
