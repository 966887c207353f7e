// The list of all recipes, and lookup by name.
#include "taper/recipes.hpp"

#include <algorithm>
#include <vector>

#include "recipes/tables.hpp"
#include "taper/notation.hpp"
#include "taper/text.hpp"

namespace taper {
namespace {

std::vector<recipe> all_tables() {
  namespace tables = recipe_tables;
  std::vector<recipe> out;
  for (const std::span<const recipe> table :
       {tables::language_models, tables::vision, tables::image_and_text, tables::speech})
    out.insert(out.end(), table.begin(), table.end());
  return out;
}

}  // namespace

std::span<const recipe> recipes() {
  static const std::vector<recipe> all = all_tables();
  return all;
}

result<recipe> find_recipe(std::string_view name) {
  std::vector<std::string_view> known;
  for (const recipe& r : recipes()) {
    if (r.name == name) return r;
    known.push_back(r.name);
  }
  const std::string near = nearest_name(name, known);
  return failed(errc::unknown_name, "no recipe is called " + echoed(name),
                near.empty() ? "`taper recipes` lists all recipes" : "did you mean '" + near + "'?");
}

run bound(const recipe& r) { return parse(r.spec)->bind(r.steps).value(); }

}  // namespace taper
