// Published learning-rate schedules of known models, each with its source. Library taper::recipes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "taper/result.hpp"
#include "taper/schedule.hpp"

namespace taper {

/// The schedule that a model was trained with, as its authors published it.
struct recipe {
  std::string_view name;   ///< "olmo-2-7b"
  std::string_view title;  ///< "OLMo 2 7B, stage 1"
  std::string_view kind;   ///< "language model", "vision", "image and text", "speech"
  std::string_view spec;   ///< with its peak
  std::uint64_t steps;
  std::string_view batch;           ///< what one step is: "1024 sequences of 4096 tokens"
  std::string_view source;          ///< paper and section, or repository, path and commit
  std::string_view link;            ///< the paper, the file or the repository
  std::string_view not_verified{};  ///< figures that were not found in a source; empty: none
  std::string_view remark{};        ///< what the schedule leaves out, or where the run departed from it
};

/// All recipes, grouped by kind.
[[nodiscard]] std::span<const recipe> recipes();

/// The recipe with this name; the error suggests a similar name.
[[nodiscard]] result<recipe> find_recipe(std::string_view name);

/// The schedule bound to its steps.
[[nodiscard]] run bound(const recipe& r);

/// All recipes as one object without line breaks (taper.recipes/1).
[[nodiscard]] std::string recipes_json();
/// The same with one recipe and its `check` (taper.check/2).
[[nodiscard]] std::string recipe_json(const recipe& r);

}  // namespace taper
