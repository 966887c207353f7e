// The rule and the dynamics for every sampling, restarts, warmup and a few steps: a result or an error, never NaN.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cmath>
#include <string>
#include <vector>

#include "taper/taper.hpp"

namespace {

bool good(double v) { return !std::isnan(v); }
bool good(const std::optional<double>& v) { return !v || !std::isnan(*v); }

void expect_numbers(const taper::run& r, const std::string& who) {
  for (const auto clock : {taper::judged_clock::fall, taper::judged_clock::whole_run}) {
    taper::check_options how;
    how.clock = clock;
    for (std::uint64_t t = 0; t < r.steps() + 2; ++t) {
      const taper::dynamics_row d = taper::dynamics_at(r, t, how);
      const bool fine = good(d.x) && good(d.window) && good(d.lr) && good(d.theta) && good(d.z) && good(d.gamma) &&
                        good(d.gamma_bar) && good(d.steepness) && good(d.acceptance) && good(d.beta) && good(d.kappa);
      EXPECT_TRUE(fine) << who << " at step " << t;
    }
    for (std::uint64_t c = 0; c < r.cycle_count(); ++c) {
      const taper::stages s = taper::judge(taper::fall_of(r, c), how);
      EXPECT_TRUE(good(s.early.value) && good(s.middle.steepness) && good(s.middle.gamma_bar_fall) &&
                  good(s.late.value))
          << who;
    }
    if (!who.starts_with("linear")) continue;  // remedies take their time
    const auto c = taper::check(r, how);
    if (!c) continue;
    EXPECT_TRUE(good(c->early.value) && good(c->middle.steepness) && good(c->middle.gamma_bar_fall) &&
                good(c->late.value) && good(c->budget) && good(c->end_times_length))
        << who;
    EXPECT_LE(c->reasons.size() + c->remedies.size(), 12U) << who;
  }
}

TEST(short_runs, are_judged_or_rejected_in_little_memory) {
#ifndef __SANITIZE_ADDRESS__
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_AS, &before), 0);
  const rlimit little{rlim_t{1} << 31U, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_AS, &little), 0);
#endif
  std::size_t judged = 0;
  for (const std::string shape : {"linear", "cosine", "exp(beta=0.05)", "constant", "chebyshev(condition=4)", "rex"}) {
    for (const std::string sampling : {"periodic", "symmetric", "one_based", "midpoint", "open"}) {
      for (const std::string cycles :
           {"", " | restarts(1)", " | restarts(2)", " | restarts(3, stretch=2)", " | restarts(5, decay=0.5)",
            " | restarts(first=1, forever)", " | restarts(first=2, stretch=1.5, forever)", " | kronecker(sorted)"}) {
        for (const std::string rise : {"", " | warmup(1)", " | warmup(40%)", " | warmup(2, mirror)"}) {
          const std::string spec = shape + cycles + rise + " | sampling(" + sampling + ")";
          const auto parsed = taper::parse(spec);
          if (!parsed) continue;  // excluded combinations
          for (std::uint64_t steps = 1; steps <= 20; ++steps) {
            const auto r = parsed->bind(steps);
            if (!r) continue;
            ++judged;
            expect_numbers(*r, spec + " over " + std::to_string(steps));
          }
        }
      }
    }
  }
  EXPECT_GT(judged, 10'000U);
#ifndef __SANITIZE_ADDRESS__
  ASSERT_EQ(setrlimit(RLIMIT_AS, &before), 0);
#endif
}

}  // namespace
