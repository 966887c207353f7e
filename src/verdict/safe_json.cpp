// Writes taper.safe/1.
#include "taper/verdict/safe_json.hpp"

#include "../json/writer.hpp"
#include "taper/verdict.hpp"

namespace taper {

namespace {

using json::builder;

std::string pair_json(const interval& i) {
  return builder('[').raw(json::number(i.low)).raw(json::number(i.high)).done();
}

std::string intervals_json(const std::vector<interval>& all) {
  if (all.empty()) return "null";
  if (all.size() == 1) return pair_json(all.front());
  builder out('[');
  for (const interval& i : all) out.raw(pair_json(i));
  return out.done();
}

std::string numbers_json(const std::vector<double>& all) {
  builder out('[');
  for (const double v : all) out.raw(json::number(v));
  return out.done();
}

}  // namespace

std::string safe_json(const safe_range& area) {
  const bool here = area.published && area.published->parameter == area.parameter;
  return builder('{')
      .put("schema", "taper.safe/1")
      .put("family", std::string_view(area.family))
      .put("steps", area.steps)
      .put("parameter", std::string_view(area.parameter))
      .raw("searched", pair_json(area.searched))
      .raw("favorable", intervals_json(area.favorable))
      .raw("marginal", intervals_json(area.marginal))
      .raw("published", here ? pair_json({area.published->low, area.published->high}) : "null")
      .done();
}

std::string safe_json(const safe_map& map) {
  builder verdicts('[');
  builder boundary('[');
  const std::size_t columns = map.first_values.size();
  for (std::size_t row = 0; row < map.second_values.size(); ++row) {
    builder line('[');
    for (std::size_t k = 0; k < columns; ++k) line.raw(json::quoted(word_of(map.cells[row * columns + k])));
    verdicts.raw(line.done());
  }
  for (std::size_t row = 0; row < map.boundary.size(); ++row) {
    boundary.raw(builder('{')
                     .put(map.second, map.second_values[row])
                     .raw("favorable", intervals_json(map.boundary[row].favorable))
                     .raw("marginal", intervals_json(map.boundary[row].marginal))
                     .done());
  }
  builder grid('{');
  grid.raw(map.first, numbers_json(map.first_values)).raw(map.second, numbers_json(map.second_values));
  return builder('{')
      .put("schema", "taper.safe/1")
      .put("family", std::string_view(map.family))
      .put("steps", map.steps)
      .raw("parameters", builder('[').raw(json::quoted(map.first)).raw(json::quoted(map.second)).done())
      .raw("map", grid.raw("verdicts", verdicts.done()).done())
      .raw("boundary", boundary.done())
      .done();
}

}  // namespace taper
