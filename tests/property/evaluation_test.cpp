// A bound schedule: defined for every 64-bit step, identical typed and erased, single and in bulk.
#include <limits>
#include <type_traits>

#include "generators.hpp"

namespace {

using taper::test::any_clock;
using taper::test::any_schedule;
using taper::test::coin;
using taper::test::holds;
using taper::test::reach;
using taper::test::whole;

static_assert(noexcept(std::declval<const taper::run&>()(std::uint64_t{})));
static_assert(std::is_copy_constructible_v<taper::run> && std::is_nothrow_move_constructible_v<taper::composition>);

/// A length from 1 to 2^62, most of them short.
std::uint64_t draw_length() {
  switch (whole(0, 4)) {
    case 0: return whole(1, 8);
    case 1: return std::uint64_t{1} << whole(0, 63);
    default: return whole(2, 5000);
  }
}
std::uint64_t any_length() { return taper::test::drawn(draw_length); }
/// Any 64-bit step, often near a boundary.
std::uint64_t draw_step(std::uint64_t steps) {
  switch (whole(0, 6)) {
    case 0: return *rc::gen::arbitrary<std::uint64_t>() * 0x9e3779b97f4a7c15U;  // spread over all 64 bits
    case 1: return std::numeric_limits<std::uint64_t>::max() - whole(0, 4);
    case 2: return steps - 1 + whole(0, 3);
    case 3: return (std::uint64_t{1} << 63U) - 2 + whole(0, 4);
    default: return whole(0, steps);
  }
}

std::uint64_t any_step(std::uint64_t steps) {
  return taper::test::drawn([=] { return draw_step(steps); });
}

TEST(evaluation, is_total) {
  holds("every step of every schedule has a finite rate between 0 and the peak", [] {
    const std::uint64_t steps = any_length();
    const taper::schedule s = any_schedule(steps, coin() ? reach::ordinary : reach::anywhere);
    const taper::result<taper::run> r = s.bind(steps, any_clock);
    if (!r) {  // too short for its modifiers: then it says so
      RC_ASSERT(!r.error().message.empty());
      return;
    }
    for (int k = 0; k < 20; ++k) {
      const std::uint64_t t = any_step(steps);
      const double lr = (*r)(t);
      if (!(std::isfinite(lr) && lr >= 0.0 && lr <= r->peak() * (1.0 + 4e-16))) {
        RC_FAIL(taper::print(s) + " over " + std::to_string(steps) + " at " + std::to_string(t) + ": " +
                taper::print_number(lr));
      }
    }
  });
}

TEST(evaluation, places_every_step_within_its_phase) {
  holds("x and 1 - x lie in [0, 1] at every step", [] {
    const std::uint64_t steps = any_length();
    const taper::schedule s = any_schedule(steps, reach::ordinary);
    const taper::result<taper::run> r = s.bind(steps, any_clock);
    RC_PRE(r.has_value());
    for (int k = 0; k < 20; ++k) {
      const std::uint64_t t = any_step(steps);
      const taper::place p = r->locate(t).where;
      const bool inside = p.at.x >= 0.0 && p.at.x <= 1.0 && p.at.rest >= 0.0 && p.at.rest <= 1.0;
      if (!inside || !(std::fabs(p.at.x + p.at.rest - 1.0) <= 3e-16)) {
        RC_FAIL(taper::print(s) + " over " + std::to_string(steps) + " at " + std::to_string(t) + ": x " +
                taper::print_number(p.at.x) + ", 1 - x " + taper::print_number(p.at.rest));
      }
    }
  });
}

TEST(evaluation, is_the_same_with_the_family_known_or_erased) {
  holds("typed and erased schedules have the same bits", [] {
    const std::uint64_t steps = any_length();
    const taper::composition with = any_schedule(steps, reach::ordinary).with;
    taper::for_each_family([&]<class W>() {
      const taper::basic_schedule<W> typed{taper::test::drawn([] { return taper::test::family<W>(reach::ordinary); }),
                                           with};
      const auto mine = typed.bind(steps, any_clock);
      const auto erased = taper::erase(typed).bind(steps, any_clock);
      RC_ASSERT(mine.has_value() == erased.has_value());
      if (!mine) return;
      for (int k = 0; k < 5; ++k) {
        const std::uint64_t t = any_step(steps);
        if ((*mine)(t) != (*erased)(t)) RC_FAIL(taper::print(taper::erase(typed)) + " differs at " + std::to_string(t));
      }
    });
  });
}

TEST(evaluation, is_the_same_alone_and_in_bulk) {
  holds("fill gives the bits of one evaluation after the other", [] {
    const std::uint64_t steps = any_length();
    const taper::schedule s = any_schedule(steps, reach::ordinary);
    const taper::result<taper::run> r = s.bind(steps, any_clock);
    RC_PRE(r.has_value());
    const std::uint64_t first = any_step(steps) / 2;
    const std::uint64_t stride = coin() ? 1 : whole(1, 40);
    std::vector<double> bulk(coin() ? whole(1, 120) : whole(2000, 4200));  // about the length of a block, too
    std::vector<float> narrow(bulk.size());
    r->fill(first, std::span<double>(bulk), stride);
    r->fill(first, std::span<float>(narrow), stride);
    for (std::size_t k = 0; k < bulk.size(); ++k) {
      const double alone = (*r)(first + k * stride);
      if (bulk[k] != alone) {
        RC_FAIL(taper::print(s) + " over " + std::to_string(steps) + " at " + std::to_string(first + k * stride) +
                ": alone " + taper::print_number(alone) + ", in bulk " + taper::print_number(bulk[k]));
      }
      RC_ASSERT(narrow[k] == static_cast<float>(bulk[k]));
    }
  });
}

TEST(evaluation, tables_hold_every_step) {
  holds("table() is the run, step by step", [] {
    const std::uint64_t steps = whole(1, 400);
    const taper::result<taper::run> r = any_schedule(steps, reach::ordinary).bind(steps, any_clock);
    RC_PRE(r.has_value());
    const std::vector<double> table = r->table();
    RC_ASSERT(table.size() == steps);
    for (std::size_t t = 0; t < table.size(); ++t) RC_ASSERT(std::fabs(table[t] - (*r)(t)) <= 1e-15 * r->peak());
  });
}

TEST(evaluation, never_rises_after_the_warmup) {
  holds("without restarts and raw Kronecker input, rates do not rise after the warmup", [] {
    const std::uint64_t steps = whole(2, 3000);
    taper::schedule s = any_schedule(steps, reach::ordinary);
    s.with.restarts.reset();
    if (s.with.sequence == taper::input::kronecker) s.with.sequence = taper::input::kronecker_sorted;
    const taper::result<taper::run> r = s.bind(steps, any_clock);
    RC_PRE(r.has_value());
    std::uint64_t t = 0;
    while (t < steps && (r->locate(t).where.in == taper::part::rise || r->locate(t).where.in == taper::part::mirror))
      ++t;
    for (; t + 1 < steps + 2; ++t) {
      if ((*r)(t + 1) > (*r)(t) * (1.0 + 4e-15))
        RC_FAIL(taper::print(s) + " over " + std::to_string(steps) + " rises at " + std::to_string(t));
    }
  });
}

TEST(evaluation, is_a_pure_function_of_the_step) {
  holds("copies, and any order of asking, give the same rates", [] {
    const std::uint64_t steps = any_length();
    const taper::result<taper::run> r = any_schedule(steps, reach::ordinary).bind(steps, any_clock);
    RC_PRE(r.has_value());
    const std::uint64_t t = any_step(steps);
    const double before = (*r)(t);
    const taper::run copy = *r;
    (void)(*r)(any_step(steps));
    RC_ASSERT((*r)(t) == before);
    RC_ASSERT(copy(t) == before);
  });
}

}  // namespace
