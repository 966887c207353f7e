// The tables of recipes, one file for each kind of model. Figures
// are those of the source; a figure that no source confirms is named in `not_verified`.
#pragma once

#include "taper/recipes.hpp"

namespace taper::recipe_tables {

extern const std::span<const recipe> language_models;
extern const std::span<const recipe> vision;
extern const std::span<const recipe> image_and_text;
extern const std::span<const recipe> speech;

}  // namespace taper::recipe_tables
