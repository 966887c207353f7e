// Evaluation in bulk: the bits of one evaluation after the other, with every set of vector instructions of this machine.
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "bulk/fill_fall.hpp"
#include "taper/taper.hpp"

namespace {

using taper::detail::vectors;

/// Every family with values on both sides of each case that its formula distinguishes.
const char* const windows[] = {
    "linear",
    "constant",
    "one_minus_sqrt",
    "rex",
    "cosine",
    "cosine(n=1)",
    "cosine(n=4)",
    "cosine(n=3)",
    "cosine(n=1.3)",
    "cosine(n=25)",
    "cosine(n=1000)",
    "exp(beta=0.99)",
    "exp(beta=0.9999999999)",
    "exp(beta=0.5)",
    "exp(beta=0.05)",
    "exp(beta=1e-12)",
    "exp(beta=1e-300)",
    "sigmoid(i=1e-15)",
    "sigmoid(i=4)",
    "sigmoid(i=40)",
    "sigmoid(i=200)",
    "sigmoid(i=230)",
    "sigmoid(i=4, c=30%)",
    "sigmoid(i=4, b=10)",
    "poly(i=1.8)",
    "poly(i=1)",
    "poly(i=2)",
    "poly(i=0.02)",
    "poly(i=1e-5)",
    "poly(i=17)",
    "poly(i=60)",
    "poly(i=1.8, n=1)",
    "poly(i=1.8, n=0.5)",
    "poly(i=2, n=3)",
    "poly(i=2, n=4)",
    "poly(i=1, n=1.7)",
    "poly(i=2, n=14)",
    "poly(i=2, n=30)",
    "power(p=1)",
    "power(p=2)",
    "power(p=0.5)",
    "power(p=3)",
    "power(p=4)",
    "power(p=1.5)",
    "power(p=0.01)",
    "power(p=17)",
    "power(p=50)",
    "chebyshev(condition=1)",
    "chebyshev(condition=100)",
    "chebyshev(condition=1e15)",
    "uba(phi=0.5)",
    "uba(phi=5)",
    "table([[0,1],[0.5,0.7],[1,0]])",
};

TEST(bulk, every_set_of_instructions_gives_the_bits_of_one_evaluation) {
  std::size_t vectorized = 0;
  for (const char* const text : windows) {
    const auto s = taper::parse(text);
    ASSERT_TRUE(s) << text << ": " << s.error().message;
    for (const taper::sampling sampled : {taper::sampling::periodic, taper::sampling::symmetric,
                                          taper::sampling::midpoint, taper::sampling::one_based}) {
      for (const std::uint64_t steps : {3ULL, 9ULL, 40ULL, 1001ULL, (1ULL << 40U) + 3}) {
        taper::composition with;
        with.sampled = sampled;
        const auto line = taper::timeline::make(with, steps, {});
        ASSERT_TRUE(line) << text;
        const taper::timeline::inner inside = line->inside();
        const auto kernel = s->shape.kernel();
        const taper::detail::levels at{1e-5, 3e-4 - 1e-5, 3e-4};
        for (const std::uint64_t from :
             {inside.first, inside.first + inside.count / 2, inside.first + inside.count - 1}) {
          const std::uint64_t left = inside.first + inside.count - from;
          std::vector<double> out(static_cast<std::size_t>(left < 1500 ? left : 1500));
          for (const vectors use : {vectors::none, vectors::avx2, vectors::avx512}) {
            if (use > taper::detail::best_vectors()) continue;
            if (!taper::detail::fill_fall(use, kernel, line->inside_from(from, at), out)) continue;
            vectorized += use != vectors::none ? 1 : 0;
            for (std::size_t k = 0; k < out.size(); ++k) {
              const double phi = kernel.value(line->inside_at(from + k));
              const double rate = phi == 1.0 ? at.top : at.floor + at.height * phi;
              ASSERT_EQ(std::memcmp(&out[k], &rate, sizeof rate), 0)
                  << text << " over " << steps << " at " << from + k << ": " << out[k] << ", alone " << rate;
            }
          }
        }
      }
    }
  }
  if (taper::detail::best_vectors() != vectors::none) {
    EXPECT_GT(vectorized, 2000U);
  }
}

TEST(bulk, every_modifier_gives_the_bits_of_one_evaluation) {
  for (const char* const with :
       {"", " | warmup(10%)", " | warmup(7, cosine, from=0.1) | hold(30%)", " | full", " | floor(10%)",
        " | floor(1e-5) | peak(3e-4)", " | cooldown(20%)", " | restarts(3)", " | restarts(5, stretch=2, decay=0.5)",
        " | warmup(11) | restarts(4) | hold(20%) | floor(5%)", " | restarts(first=10, stretch=1.5, forever)",
        " | restarts(4) | full", " | restarts(4) | sampling(one_based)",
        " | restarts(4, decay=0.7) | floor(0.001) | peak(0.1)", " | sampling(symmetric)", " | kronecker",
        " | kronecker(sorted)"}) {
    for (const char* const shape :
         {"linear", "cosine", "exp(beta=0.05)", "poly(i=1.8)", "sigmoid(i=1e-15)", "constant"}) {
      const std::string text = std::string(shape) + with;
      const auto s = taper::parse(text);
      ASSERT_TRUE(s) << text << ": " << s.error().message;
      for (const std::uint64_t steps : {41ULL, 5000ULL}) {
        const auto r = s->bind(steps);
        if (!r) continue;  // too short for its modifiers
        std::vector<double> out(static_cast<std::size_t>(steps) + 20);
        std::vector<float> narrow(out.size());
        for (const std::uint64_t first : {0ULL, 3ULL, 2100ULL}) {
          r->fill(first, std::span<double>(out));
          r->fill(first, std::span<float>(narrow));
          for (std::size_t k = 0; k < out.size(); ++k) {
            const double rate = (*r)(first + k);
            ASSERT_EQ(std::memcmp(&out[k], &rate, sizeof rate), 0) << text << " over " << steps << " at " << first + k;
            ASSERT_EQ(narrow[k], static_cast<float>(rate)) << text << " over " << steps << " at " << first + k;
          }
        }
      }
    }
  }
}

}  // namespace
