// Restarts: cycles partition the run at exactly rounded boundaries.
#include "generators.hpp"

namespace {

using taper::cycle;
using taper::cycle_plan;
using taper::test::coin;
using taper::test::holds;
using taper::test::real;
using taper::test::whole;

__extension__ using wide = unsigned __int128;

/// round-half-up(n (s^i - 1) / (s^k - 1)) for s = m / 2, in 128 bits.
std::uint64_t boundary_of_halves(std::uint64_t n, unsigned i, unsigned k, unsigned m) {
  const auto power = [](wide base, unsigned e) {
    wide out = 1;
    for (; e > 0; --e) out *= base;
    return out;
  };
  // (m^i 2^(k-i) - 2^k) / (m^k - 2^k)
  const wide top = power(m, i) * power(2, k - i) - power(2, k);
  const wide bottom = power(m, k) - power(2, k);
  return static_cast<std::uint64_t>((2 * top * n + bottom) / (2 * bottom));
}

TEST(restarts, boundaries_are_exactly_rounded) {
  holds("b_i = round(n (s^i - 1) / (s^k - 1)) for s = 1, 3/2, 2, 5/2 in 128-bit arithmetic", [] {
    const unsigned m = static_cast<unsigned>(whole(2, 6));
    const auto k = static_cast<unsigned>(whole(2, 15));
    const std::uint64_t n =
        coin() ? whole(std::uint64_t{1} << 30U, std::uint64_t{1} << 55U) : whole(1'000'000, 3'000'000);
    const taper::modifier::restarts how{k, std::nullopt, m / 2.0, 1.0};
    const taper::result<cycle_plan> plan = cycle_plan::make(how, n);
    RC_ASSERT(plan.has_value());
    for (unsigned i = 0; i < k; ++i) {
      const std::uint64_t wanted = m == 2 ? static_cast<std::uint64_t>((2 * static_cast<wide>(n) * i + k) / (2 * k))
                                          : boundary_of_halves(n, i, k, m);
      if (plan->number(i).begin != wanted) {
        RC_FAIL("n " + std::to_string(n) + ", k " + std::to_string(k) + ", s " + std::to_string(m / 2.0) +
                ": boundary " + std::to_string(i) + " is " + std::to_string(plan->number(i).begin) + ", not " +
                std::to_string(wanted));
      }
    }
  });
}

TEST(restarts, cycles_partition_the_run) {
  holds("every step lies in exactly one cycle; each cycle begins where the one before ends", [] {
    const std::uint64_t n = coin() ? whole(50, 3000) : whole(std::uint64_t{1} << 40U, std::uint64_t{1} << 62U);
    taper::modifier::restarts how{whole(1, 12), std::nullopt, coin() ? 1.0 : real(0.5, 3.0), real(0.1, 1.0)};
    const taper::result<cycle_plan> plan = cycle_plan::make(how, n);
    double all = 0.0;
    double shortest = 1.0;
    for (std::uint64_t i = 0; i < *how.count; ++i) {
      const double length = std::pow(how.stretch, static_cast<double>(i));
      all += length;
      shortest = std::min(shortest, length);
    }
    if (static_cast<double>(n) * shortest / all >= 2.0) RC_ASSERT(plan.has_value());
    RC_PRE(plan.has_value());  // else a cycle has no step
    std::uint64_t next = 0;
    for (std::uint64_t i = 0; i < *how.count; ++i) {
      const cycle c = plan->number(i);
      RC_ASSERT(c.index == i);
      RC_ASSERT(c.begin == next);
      RC_ASSERT(c.length > 0U);
      for (const std::uint64_t t : {c.begin, c.begin + c.length / 2, c.begin + c.length - 1})
        RC_ASSERT(plan->at(t).index == i);
      next = c.begin + c.length;
    }
    RC_ASSERT(next == n);
    RC_ASSERT(plan->count_within(n) == *how.count);
  });
}

TEST(restarts, endless_cycles_grow_by_their_stretch) {
  holds("cycle i of restarts(first=N, stretch=s, forever) has N s^i steps, within one", [] {
    const double stretch = coin() ? 1.0 : real(1.05, 4.0);
    const std::uint64_t first = whole(1, 1000);
    const taper::result<cycle_plan> plan = cycle_plan::make({std::nullopt, first, stretch, 1.0}, 1000);
    RC_ASSERT(plan.has_value());
    std::uint64_t next = 0;
    double wanted = static_cast<double>(first);
    for (std::uint64_t i = 0; i < 20; ++i, wanted *= stretch) {
      const cycle c = plan->number(i);
      RC_ASSERT(c.begin == next);
      RC_ASSERT(std::fabs(static_cast<double>(c.length) - wanted) <= 1.0 + 1e-12 * wanted);
      next = c.begin + c.length;
    }
  });
}

TEST(restarts, each_cycle_is_the_window_again) {
  holds("cycle i is the window over its own length, with peak d^i", [] {
    const taper::any_window w = taper::test::any_family_member(taper::test::reach::ordinary);
    const std::uint64_t n = whole(200, 5000);
    const double decay = coin() ? 1.0 : real(0.2, 1.0);
    taper::schedule s{w, {}};
    s.with.restarts = taper::restarts(whole(2, 6), {.stretch = coin() ? 1.0 : 1.5, .decay = decay});
    s.with.peak = taper::peak(3.0);
    const taper::run r = s.over(n);
    const std::uint64_t t = whole(0, n);
    const taper::run::location here = r.locate(t);
    const double alone = taper::schedule{w, {}}.over(here.in.length)(t - here.in.begin);
    const double wanted = 3.0 * std::pow(decay, static_cast<double>(here.in.index)) * alone;
    RC_ASSERT(std::fabs(r(t) - wanted) <= 4e-15);
  });
}

/// A case that once did not terminate: boundaries of a stretch close to 1, whose powers cancel.
TEST(restarts, a_stretch_next_to_one_is_bound_at_once) {
  const std::uint64_t n = std::uint64_t{1} << 62U;
  const taper::result<cycle_plan> plan = cycle_plan::make({1024, std::nullopt, 1.0 + 0x1p-52, 1.0}, n);
  ASSERT_TRUE(plan);
  const cycle middle = plan->number(512);
  EXPECT_NEAR(static_cast<double>(middle.begin), static_cast<double>(n / 2), 1e-12 * static_cast<double>(n));
}

/// Powers beyond the range of long double.
TEST(restarts, a_stretch_that_overflows_is_an_error) {
  const taper::result<cycle_plan> plan = cycle_plan::make({994, std::nullopt, 99995.0, 1.0}, 1000);
  ASSERT_FALSE(plan);
  EXPECT_NE(plan.error().message.find("would have no step"), std::string::npos);
}

}  // namespace
