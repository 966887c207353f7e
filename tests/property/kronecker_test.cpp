// The Kronecker input: exact points, and its sorted order computed without sorting.
#include <numeric>

#include "generators.hpp"

namespace {

using taper::kronecker_order;
using taper::kronecker_point;
using taper::test::holds;
using taper::test::whole;

__extension__ using wide = unsigned __int128;

/// The first 64 bits of t (sqrt(5) - 1)/2 mod 1 by shifting and adding, one bit of t at a time.
std::uint64_t leading_bits(std::uint64_t t) {
  wide total = 0;
  wide step = (static_cast<wide>(0x9e3779b97f4a7c15U) << 64U) | 0xf39cc0605cedc834U;
  for (; t != 0; t >>= 1U, step += step) {
    if ((t & 1U) != 0) total += step;
  }
  return static_cast<std::uint64_t>(total >> 64U);
}

void walk_is_the_sort(std::uint64_t n) {
  std::vector<std::uint64_t> sorted(n);
  std::iota(sorted.begin(), sorted.end(), std::uint64_t{0});
  std::ranges::sort(sorted, {}, [](std::uint64_t t) { return leading_bits(t); });
  const kronecker_order order(n);
  std::uint64_t j = 0;
  for (std::uint64_t k = 0; k < n; ++k) {
    ASSERT_EQ(j, sorted[k]) << "walk of " << n << " at rank " << k;
    ASSERT_EQ(order.at(k), sorted[k]) << "rank " << k << " of " << n;
    j = order.next(j);
  }
  EXPECT_EQ(j, 0U) << "the walk of " << n << " closes";
}

TEST(kronecker, walk_and_rank_agree_with_a_sort) {
  for (std::uint64_t n = 1; n <= 260; ++n) walk_is_the_sort(n);
  for (const std::uint64_t n : {377U, 378U, 609U, 610U, 611U, 987U, 1000U, 4181U, 5000U, 10'946U, 17'711U, 30'000U})
    walk_is_the_sort(n);
}

TEST(kronecker, ranks_are_in_order_at_any_length) {
  holds("at(k) < at(k + 1) in the order of their points, and next(at(k)) == at(k + 1), up to 2^62", [] {
    const std::uint64_t n = whole(2, std::uint64_t{1} << whole(2, 63));
    const kronecker_order order(n);
    const std::uint64_t k = whole(0, n - 1);
    const std::uint64_t a = order.at(k);
    const std::uint64_t b = order.at(k + 1);
    RC_ASSERT(a < n);
    RC_ASSERT(b < n);
    RC_ASSERT(order.next(a) == b);
    RC_ASSERT(leading_bits(a) < leading_bits(b) || n > (std::uint64_t{1} << 60U));
    // rank k of n evenly spread points lies near k / n
    RC_ASSERT(std::fabs(kronecker_point(a).x - static_cast<double>(k) / static_cast<double>(n)) <=
              50.0 / static_cast<double>(n) + 1e-15);
  });
}

TEST(kronecker, points_are_exact_at_any_step) {
  holds("x(t) is the leading bits of t phi, and 1 - x the rest of them", [] {
    const std::uint64_t t = whole(1, std::uint64_t{1} << whole(1, 63));
    const std::uint64_t bits = leading_bits(t);
    const taper::phase p = kronecker_point(t);
    const double wanted = static_cast<double>(bits >> 11U) * 0x1p-53;
    RC_ASSERT(p.x >= 0.0);
    RC_ASSERT(p.x < 1.0);
    RC_ASSERT(std::fabs(p.x - wanted) <= 0x1p-53);
    RC_ASSERT(std::fabs((p.x - 1.0) + p.rest) <= 0x1p-52);
  });
}

}  // namespace
