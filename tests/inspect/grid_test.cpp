// A quick part of the grid: what `inspect` reports on a healthy log is true, or it cannot tell.
#include <gtest/gtest.h>

#include "grid/judge.hpp"

namespace {

using namespace taper::test;

TEST(inspect_grid, is_never_wrong_and_finds_no_fault_in_healthy_logs) {
  std::size_t whole = 0;
  std::size_t right = 0;
  for (const grid_case& c : grid_of(1, 7)) {
    const grid_result r = judge(c);
    EXPECT_NE(r.what, answer::wrong) << c.text() << ": " << r.reported;
    EXPECT_NE(r.what, answer::failed) << c.text() << ": " << r.reported;
    EXPECT_EQ(r.faults, "") << c.text() << ": " << r.reported;
    whole += c.whole() && r.what != answer::undetermined ? 1 : 0;
    right += c.whole() && r.what == answer::right ? 1 : 0;
  }
  EXPECT_GE(100 * right, 95 * whole) << right << " of " << whole;
}

}  // namespace
