// Schedules without a length: the rates of a run of any length, and errors for schedules that need a length.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "taper/endless.hpp"
#include "taper/notation.hpp"

namespace {

using taper::endless_run;
using taper::errc;
using taper::parse;
using taper::result;
using taper::run;

std::vector<std::string> shapes() {
  return {"cosine",
          "linear",
          "poly(i=1.8)",
          "exp(beta=0.05)",
          "sigmoid(i=4)",
          "constant",
          "table([[0,0.9],[0.3,0.2],[1,0.1]])"};
}
/// What may stand beside a Kronecker input or endless restarts without a length.
std::vector<std::string> without_length() {
  return {"",
          " | peak(3e-4)",
          " | floor(10%)",
          " | warmup(10) | peak(0.1) | floor(0.01)",
          " | warmup(7, from=0.1)",
          " | warmup(9, mirror) | floor(5%)",
          " | warmup(12, log) | hold(5)",
          " | warmup(13, shape=cosine) | hold(9)",
          " | hold(21)"};
}

}  // namespace

TEST(without_a_length, the_rates_are_those_of_a_run_of_any_length) {
  for (const std::string& shape : shapes()) {
    for (const std::string& more : without_length()) {
      std::vector<std::string> specs{shape + " | kronecker" + more, shape + " | restarts(first=30, forever)" + more,
                                     shape + " | restarts(first=30, stretch=2, forever)" + more};
      if (shape == "constant") specs.push_back(shape + more);
      for (const std::string& spec : specs) {
        const taper::schedule s = parse(spec).value();
        const result<endless_run> r = s.bind_endless();
        ASSERT_TRUE(r) << spec << ": " << r.error().message;
        for (const std::uint64_t steps : {100U, 107U, 1000U}) {
          const run bound = s.over(steps);
          for (std::uint64_t t = 0; t < steps; ++t) ASSERT_EQ((*r)(t), bound(t)) << spec << " step " << t;
        }
        std::vector<double> block(50);
        r->fill(3, std::span<double>(block), 5);
        for (std::size_t k = 0; k < block.size(); ++k) ASSERT_EQ(block[k], (*r)(3 + 5 * k)) << spec;
      }
    }
  }
}

TEST(without_a_length, a_kronecker_input_has_no_end) {
  const endless_run r = parse("linear | kronecker").value().endless();
  for (const std::uint64_t t : {std::uint64_t{1} << 31U, (std::uint64_t{1} << 53U) + 1, std::uint64_t{1} << 62U,
                                std::uint64_t{1} << 63U, ~std::uint64_t{0}})
    EXPECT_EQ(r(t), taper::kronecker_point(t).rest) << t;
}

TEST(without_a_length, amounts_counted_by_the_clock_need_none) {
  const taper::schedule s = parse("linear | kronecker | warmup(2ep) | hold(30samples)").value();
  EXPECT_EQ(s.bind_endless().error().code, errc::unit);
  const taper::clock clk{.steps_per_epoch = 5.0, .samples_per_step = 10.0, .tokens_per_step = {}};
  EXPECT_EQ(s.endless(clk)(40), parse("linear | kronecker | warmup(10) | hold(3)").value().endless()(40));
}

TEST(without_a_length, typed_schedules_and_custom_windows_work_too) {
  EXPECT_EQ((taper::linear{} | taper::input::kronecker).endless()(10), taper::kronecker_point(10).rest);
  EXPECT_EQ((taper::linear{} | taper::peak(1.0)).bind_endless().error().code, errc::missing);
}

TEST(without_a_length, the_part_that_needs_one_is_named) {
  struct refused {
    std::string spec;
    std::string names;
  };
  std::vector<refused> all{{"linear | kronecker(sorted)", "kronecker(sorted)"},
                           {"linear | kronecker | warmup(10%)", "warmup(10%)"},
                           {"linear | kronecker | hold(12.5%)", "hold(12.5%)"},
                           {"linear | kronecker | cooldown(20)", "cooldown"},
                           {"cosine | restarts(3)", "restarts(3)"},
                           {"cosine | restarts(first=30, forever) | warmup(10%)", "warmup(10%)"},
                           {"constant | full", "full"},
                           {"constant | cooldown(10)", "cooldown"},
                           {"torch.StepLR(step_size=3)", "torch.StepLR"},
                           {"clip(of=\"linear | kronecker\", low=0.1)", "clip"}};
  for (const std::string& shape : shapes()) {
    if (shape == "constant") continue;
    for (const std::string& more : without_length()) all.push_back({shape + more, shape.substr(0, shape.find('('))});
  }
  for (const refused& one : all) {
    const result<endless_run> r = parse(one.spec).value().bind_endless();
    ASSERT_FALSE(r) << one.spec;
    EXPECT_EQ(r.error().code, errc::missing) << one.spec;
    EXPECT_TRUE(r.error().message.starts_with(one.names + " ")) << one.spec << ": " << r.error().message;
    EXPECT_NE(r.error().message.find("length"), std::string::npos) << one.spec;
  }
}
