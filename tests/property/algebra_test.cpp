// Combined schedules at any depth: printed, parsed, and equal to the combination of their parts.
#include <iterator>

#include "generators.hpp"

namespace {

using taper::schedule;
using taper::test::any_schedule;
using taper::test::coin;
using taper::test::holds;
using taper::test::reach;
using taper::test::whole;

/// A combined schedule of at most `depth` levels, with enough steps for every part.
schedule combined(int depth) {
  const auto part = [&] {
    if (depth > 0 && coin()) return combined(depth - 1);
    if (whole(0, 4) > 0) return taper::test::draw_schedule(400, reach::ordinary);
    const char* const of_libraries[] = {
        "torch.StepLR(step_size=7)",
        "torch.SequentialLR([torch.LinearLR, torch.ChainedScheduler([torch.StepLR(9)])], [5])",
        "hf.constant_with_warmup(num_warmup_steps=10%) | peak(0.1)",
        "composer.LinearWithWarmupScheduler(t_warmup=\"10ba\")"};
    return taper::parse(of_libraries[whole(0, std::size(of_libraries))]).value();
  };
  schedule out;
  switch (whole(0, 9)) {
    case 0: out = taper::sequence({part(), part()}, {taper::percent(50)}); break;
    case 1: out = taper::product({part(), part(), part()}); break;
    case 2: out = taper::clip(part(), {.low = 0.1, .high = coin() ? std::optional(0.5) : std::nullopt}); break;
    case 3: out = taper::hold(part(), taper::steps(whole(1, 300)), taper::steps(whole(1, 100))); break;
    case 4: out = taper::loop(part(), taper::epochs(40)); break;
    case 5: out = taper::shift(part(), taper::tokens(4096.0 * static_cast<double>(whole(1, 100)))); break;
    case 6: out = taper::staircase(part(), taper::steps(whole(1, 60))); break;
    case 7: out = taper::noise(part(), 0.25, whole(0, 9)); break;
    default: return taper::between(part(), taper::test::real(0.0, 1.0), taper::test::real(0.0, 1.0));
  }
  return coin() ? out : out | taper::peak(taper::test::log_real(1e-6, 10.0));
}

TEST(algebra, reads_back_what_it_prints_at_any_depth) {
  holds("parse(print(s)) == s for schedules of schedules", [] {
    const schedule s = taper::test::drawn([] { return combined(6); });
    for (const std::string& text : {taper::print(s), taper::print_compact(s), taper::print_json(s)}) {
      const taper::result<schedule> again = taper::parse(text);
      if (!again) RC_FAIL(text + ": " + again.error().message);
      if (!(*again == s)) RC_FAIL(text + " reads back as " + taper::print(*again));
      RC_ASSERT(taper::print(*again) == taper::print(s));
    }
  });
}

TEST(algebra, a_run_equals_the_combination_of_its_parts) {
  holds("clip, loop, staircase and product give what their parts give", [] {
    const schedule a = any_schedule(400, reach::ordinary);
    const schedule b = any_schedule(400, reach::ordinary);
    const taper::clock clk = taper::test::any_clock;
    const taper::run first = a.over(400, clk);
    const taper::run second = b.over(400, clk);
    const taper::run both = taper::product({a, b}).over(400, clk);
    const taper::run bounded = taper::clip(a, {.low = 0.2, .high = 0.6}).over(400, clk);
    const taper::run turns = taper::loop(a, taper::steps(400)).over(1200, clk);
    const std::uint64_t every = whole(1, 60);
    const taper::run stairs = taper::staircase(a, taper::steps(every)).over(400, clk);
    for (std::uint64_t t = 0; t < 400; ++t) {
      RC_ASSERT(stairs(t) == first(t / every * every));
      RC_ASSERT(both(t) == first(t) * second(t));
      RC_ASSERT(bounded(t) == std::fmin(std::fmax(first(t), 0.2), 0.6));
      RC_ASSERT(turns(400 + t) == first(t));
    }
  });
}

}  // namespace
