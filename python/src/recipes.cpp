// Recipes in Python: the objects of `taper recipes --json`.
#include "taper/recipes.hpp"

#include <nanobind/stl/string.h>

#include "bindings.hpp"

namespace taper::python {

void bind_recipes(nb::module_& m) {
  m.def("recipes", [] { return loaded(recipes_json()); });
  m.def(
      "recipe", [](const std::string& name) { return loaded(recipe_json(take(find_recipe(name)))); }, nb::arg("name"));
}

}  // namespace taper::python
