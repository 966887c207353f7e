// 1 - x is accurate at lengths where 1 - t / tau has no correct digits.
#include "generators.hpp"

namespace {

using taper::test::holds;
using taper::test::whole;

double relative(double got, long double wanted) {
  return static_cast<double>(std::fabs(static_cast<long double>(got) / wanted - 1.0L));
}

TEST(precision, the_last_step_of_a_long_run_has_all_its_digits) {
  for (const std::uint64_t n : {std::uint64_t{1'000'000'000}, std::uint64_t{1} << 62U}) {
    const auto one = 1.0L / static_cast<long double>(n);
    EXPECT_EQ(taper::over(taper::linear{}, n)(n - 1), static_cast<double>(one));
    EXPECT_LE(relative(taper::over(taper::power{.p = 0.5}, n)(n - 1), std::sqrt(one)), 3e-16);
    EXPECT_LE(relative(taper::over(taper::poly{.i = 1.0, .n = 2.0}, n)(n - 1), one * one), 5e-16);
    const long double half_pi = 1.57079632679489661923L;
    EXPECT_LE(relative(taper::over(taper::cosine{}, n)(n - 1), half_pi * half_pi * one * one), 1e-15);
    EXPECT_LE(relative(taper::over(taper::poly{.i = 2.0}, n)(n - 1), 4.0L * one * one * (1.0L - one)), 1e-8);
  }
}

TEST(precision, remainders_are_rounded_once) {
  holds("x = s / T and 1 - x = (tau - t) / T within one ulp, from the first step to the last", [] {
    const std::uint64_t n = std::uint64_t{1} << whole(8, 63);
    const std::uint64_t warm = whole(0, n / 2);
    const auto schedule = taper::linear{} | taper::warmup(warm);
    const auto run = schedule.over(n);
    const std::uint64_t t =
        taper::test::coin() ? whole(warm + 1, n) : n - 1 - whole(0, std::min<std::uint64_t>(n / 4, 1000));
    const taper::phase p = run.locate(t).where.at;
    const double whole_warm = static_cast<double>(warm);
    if (static_cast<std::uint64_t>(whole_warm) != warm)
      return;  // an amount of steps is a double: not every length exists
    const auto length = static_cast<long double>(n - warm);
    RC_ASSERT(relative(p.x, static_cast<long double>(t - warm) / length) <= 3.4e-16);
    RC_ASSERT(relative(p.rest, static_cast<long double>(n - t) / length) <= 3.4e-16);
  });
}

TEST(precision, a_percentage_loses_no_step_of_a_long_run) {
  holds("p% of n steps is p n / 100, to a millionth of a step", [] {
    const std::uint64_t n = std::uint64_t{1} << whole(7, 63);
    const auto p = static_cast<double>(whole(1, 100));
    const taper::detail::mark m = taper::detail::part_of(p, n);
    __extension__ using wide = unsigned __int128;
    const wide hundredfold = static_cast<wide>(n) * static_cast<wide>(p);
    RC_ASSERT(m.whole == static_cast<std::uint64_t>(hundredfold / 100));
    RC_ASSERT(std::fabs(m.fraction - static_cast<double>(static_cast<std::uint64_t>(hundredfold % 100)) / 100.0) <=
              1e-6);
  });
}

}  // namespace
