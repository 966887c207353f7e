// Recipes have the rates of the public configurations that they come from.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "configs/example_file.hpp"
#include "taper/configs/config.hpp"
#include "taper/notation.hpp"
#include "taper/recipes.hpp"

namespace {

// The first and the last steps, and many between them.
std::set<std::uint64_t> compared_steps(std::uint64_t steps) {
  std::set<std::uint64_t> out;
  for (std::uint64_t k = 0; k < 3000; ++k) {
    out.insert(std::min(k, steps - 1));
    out.insert(steps - 1 - std::min(k, steps - 1));
    out.insert((steps - 1) / 3000 * k);
  }
  return out;
}

TEST(recipes, have_the_rates_of_their_public_configurations) {
  const auto all = taper::tests::config_examples("recipes/configurations.txt");
  ASSERT_GE(all.size(), 15U);
  for (const auto& e : all) {
    SCOPED_TRACE(e.source);
    const auto r = taper::find_recipe(e.source);
    ASSERT_TRUE(r) << r.error().message;
    const auto read = taper::read_config(e.text, e.facts, e.format);
    ASSERT_TRUE(read) << read.error().message;
    const auto configured = taper::parse(read->spec)->bind(read->steps ? *read->steps : *e.facts.steps);
    ASSERT_TRUE(configured) << configured.error().message;
    ASSERT_GE(configured->steps(), r->steps);  // a run may stop before the end of its schedule
    const taper::run published = taper::bound(*r);
    for (const std::uint64_t t : compared_steps(r->steps))
      ASSERT_NEAR(published(t), (*configured)(t), 1e-12 * published.peak()) << read->spec << " at step " << t;
  }
}

}  // namespace
