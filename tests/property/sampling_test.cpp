// The five samplings follow one rule: identities between them, bit for bit.
#include "generators.hpp"

namespace {

using taper::sampling;
using taper::test::holds;
using taper::test::reach;
using taper::test::whole;

taper::run sampled(const taper::any_window& w, sampling how, std::uint64_t steps) {
  taper::schedule s{w, {}};
  s.with.sampled = how;
  return s.over(steps);
}

TEST(sampling, conventions_are_shifts_of_each_other) {
  holds("one_based, open, symmetric and midpoint are periodic sampling of another run", [] {
    const taper::any_window w = taper::test::any_family_member(reach::ordinary);
    const std::uint64_t n = taper::test::coin() ? whole(3, 2000) : whole(3, std::uint64_t{1} << 50U);
    const std::uint64_t t = whole(0, n - 1);
    const taper::run periodic = sampled(w, sampling::periodic, n);
    const auto same = [&](const char* what, double a, double b) {
      if (a != b)
        RC_FAIL(std::string(what) + " of " + w.info().name.data() + " over " + std::to_string(n) + " at " +
                std::to_string(t));
    };
    same("one_based", sampled(w, sampling::one_based, n)(t), t + 1 < n ? periodic(t + 1) : periodic(n));
    same("symmetric", sampled(w, sampling::symmetric, n + 1)(t), periodic(t));
    same("symmetric's last", sampled(w, sampling::symmetric, n)(n - 1), periodic(n));
    same("open", sampled(w, sampling::open, n - 1)(t < n - 1 ? t : n - 2), periodic(t < n - 1 ? t + 1 : n - 1));
    same("midpoint", sampled(w, sampling::midpoint, n)(t), sampled(w, sampling::periodic, 2 * n)(2 * t + 1));
  });
}

TEST(sampling, a_percentage_is_that_fraction_of_the_run) {
  holds("hold(p%) and the same hold in whole steps are the same schedule", [] {
    const taper::any_window w = taper::test::any_family_member(reach::ordinary);
    const std::uint64_t hundredth = whole(1, 1'000'000);
    const std::uint64_t p = whole(0, 100);
    taper::schedule part{w, {}};
    taper::schedule counted{w, {}};
    part.with.hold = taper::hold(taper::percent(static_cast<double>(p)));
    counted.with.hold = taper::hold(hundredth * p);
    const std::uint64_t t = whole(0, 100 * hundredth);
    RC_ASSERT(part.over(100 * hundredth)(t) == counted.over(100 * hundredth)(t));
  });
}

TEST(sampling, cooldown_is_the_complement_of_hold) {
  holds("cooldown(a) and hold(tau - W - a) are the same schedule", [] {
    const taper::any_window w = taper::test::any_family_member(reach::ordinary);
    const std::uint64_t n = whole(10, 100'000);
    const std::uint64_t warm = whole(0, n / 2);
    const std::uint64_t fall = whole(1, n - warm);
    taper::schedule held{w, {}};
    taper::schedule cooled{w, {}};
    held.with.warmup = cooled.with.warmup = taper::warmup(warm);
    held.with.hold = taper::hold(n - warm - fall);
    cooled.with.cooldown = taper::cooldown(fall);
    const std::uint64_t t = whole(0, n + 2);
    RC_ASSERT(held.over(n)(t) == cooled.over(n)(t));
  });
}

TEST(sampling, units_of_time_are_the_same_steps) {
  holds("steps, epochs, samples and tokens that count the same give the same schedule", [] {
    const taper::any_window w = taper::test::any_family_member(reach::ordinary);
    const std::uint64_t n = whole(100, 10'000);
    const std::uint64_t warm = whole(0, n / 20) * 10;
    const taper::clock clk{.steps_per_epoch = 10.0, .samples_per_step = 32.0, .tokens_per_step = 4096.0};
    const auto rate = [&](taper::amount a) {
      taper::schedule s{w, {}};
      s.with.warmup = taper::warmup(a);
      return s.over(n, clk)(warm / 2 + n / 3);
    };
    const auto count = static_cast<double>(warm);
    const double wanted = rate(taper::steps(warm));
    RC_ASSERT(rate(taper::epochs(count / 10.0)) == wanted);
    RC_ASSERT(rate(taper::samples(count * 32.0)) == wanted);
    RC_ASSERT(rate(taper::tokens(count * 4096.0)) == wanted);
  });
}

}  // namespace
