// Windows in constant expressions: wherever the mathematics needs no libm call.
#include <gtest/gtest.h>

#include "taper/taper.hpp"

namespace {

using taper::phase;

static_assert(taper::linear{}.kernel().value(phase::at(0.25)) == 0.75);
static_assert(taper::constant{}.kernel().value(phase::at(0.25)) == 1.0);
static_assert(taper::power{.p = 2}.kernel().value(phase::at(0.5)) == 0.25);
static_assert(taper::power{.p = 2}.kernel().complement(phase::at(0.5)) == 0.75);
static_assert(taper::power{.p = 1.5}.kernel().value(phase::at(0.75)) == 0.125);
static_assert(taper::poly{.i = 0.5, .n = 3}.kernel().value(phase::at(0.25)) == 0.125);
static_assert(taper::poly{.i = 2}.kernel().value(phase::at(0.5)) == 0.5625);
static_assert(taper::cosine{}.kernel().value(phase::at(0.5)) == 0.5);
static_assert(taper::rex{}.kernel().value(phase::at(0.5)) == 2.0 / 3.0);
static_assert(taper::chebyshev{.condition = 3}.kernel().value(phase::at(0.5)) == 0.5);
static_assert(taper::uba{.phi = 2}.kernel().value(phase::at(0.5)) == 0.5);
#if defined(__GNUC__) && !defined(__clang__)
static_assert(taper::one_minus_sqrt{}.kernel().value(phase::at(0.25)) == 0.5);  // std::sqrt is constexpr there
#endif
static_assert(taper::kronecker_point(0).x == 0.0);
static_assert(taper::kronecker_order(100).at(1) == taper::kronecker_order(100).next(0));

TEST(constant_expressions, agree_with_run_time) {
  constexpr double early = taper::cosine{}.kernel().value(phase::at(0.3));
  volatile double x = 0.3;
  EXPECT_EQ(taper::cosine{}.kernel().value(phase::at(x)), early);
}

}  // namespace
