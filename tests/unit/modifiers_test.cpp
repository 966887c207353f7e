// Amounts in modifiers: every unit works in each modifier, or is an error with its name.
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "taper/taper.hpp"

namespace {

using namespace taper;

template <class Amount>
concept makes_a_floor = requires(Amount a) { taper::floor(a); };
template <class Amount>
concept makes_a_peak = requires(Amount a) { taper::peak(a); };
template <class Amount>
concept makes_restarts = requires(Amount a) { taper::restarts(a); };

// A floor is a part of the peak: the compiler takes percent for it and no amount of another unit.
static_assert(makes_a_floor<decltype(percent(10))>);
static_assert(!makes_a_floor<decltype(steps(3))>);
static_assert(!makes_a_floor<decltype(epochs(3))>);
static_assert(!makes_a_floor<decltype(samples(3))>);
static_assert(!makes_a_floor<decltype(tokens(3))>);
static_assert(!makes_a_floor<amount>, "nor one whose unit is known only when it runs");
// Neither a rate nor a number of cycles is an amount of time.
static_assert(!makes_a_peak<decltype(percent(10))> && !makes_a_peak<amount>);
static_assert(!makes_restarts<decltype(percent(10))> && !makes_restarts<amount>);

constexpr std::uint64_t length = 1000;
constexpr taper::clock on = {.steps_per_epoch = 100.0, .samples_per_step = 8.0, .tokens_per_step = 50.0};

struct named_amount {
  amount is;
  const char* in;
};
/// 200 of 1000 steps, in every unit.
const std::vector<named_amount> same = {{steps(200), "steps"},
                                        {percent(20), "percent"},
                                        {epochs(2), "epochs"},
                                        {samples(1600), "samples"},
                                        {tokens(10000), "tokens"}};

std::vector<schedule> with(const amount& a) {
  return {erase(linear{} | warmup(a)), erase(linear{} | hold(a)), erase(linear{} | cooldown(a)),
          erase(linear{} | warmup(a, {.shape = rise::cosine, .from = 0.1}))};
}

TEST(Modifiers, An_amount_means_the_same_steps_in_every_unit) {
  const std::vector<schedule> expected = with(steps(200));
  for (const named_amount& one : same) {
    const std::vector<schedule> made = with(one.is);
    for (std::size_t k = 0; k < made.size(); ++k) {
      EXPECT_EQ(made[k].over(length, on).table(), expected[k].over(length, on).table()) << print(made[k]);
    }
  }
}

TEST(Modifiers, A_unit_without_its_clock_is_an_error) {
  for (const named_amount& one : same) {
    if (one.is.in == unit::steps || one.is.in == unit::percent) continue;
    for (const schedule& s : with(one.is)) {
      const result<run> r = s.bind(length);
      ASSERT_FALSE(r) << print(s);
      EXPECT_EQ(r.error().code, errc::unit) << print(s);
      EXPECT_NE(r.error().message.find(one.in), std::string::npos) << r.error().message;
    }
  }
}

TEST(Modifiers, An_invalid_amount_is_rejected_in_every_unit) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  for (const named_amount& one : same) {
    for (const double bad : {-1.0, -1e-9, -infinite, infinite, std::numeric_limits<double>::quiet_NaN()}) {
      for (const schedule& s : with({bad, one.is.in})) EXPECT_FALSE(s.bind(length, on)) << bad << " " << one.in;
    }
  }
  for (const schedule& s : with(percent(100.5))) EXPECT_FALSE(s.bind(length, on));
}

TEST(Modifiers, Those_that_fill_the_run_are_named) {
  const auto refusal = [](const schedule& s) {
    const result<run> r = s.bind(length, on);
    if (r) return "accepted: " + print(s);
    return r.error().message.substr(0, r.error().message.find(':'));
  };
  EXPECT_EQ((linear{} | warmup(1500)).bind(length, on).error().message,
            "warmup leaves no step after it: 1500 of 1000 steps");
  EXPECT_EQ((linear{} | warmup(percent(62.5)) | hold(400)).bind(length, on).error().message,
            "warmup and hold leave no step after them: 625 + 400 of 1000 steps");
  EXPECT_EQ((linear{} | warmup(600) | cooldown(500)).bind(length, on).error().message,
            "warmup and cooldown together are longer than the run: 600 + 500 of 1000 steps");
  for (const amount& all : {steps(1000), steps(1500), amount(percent(100)), epochs(10), samples(8000), tokens(50000)}) {
    for (const any_window& w : {any_window(constant{}), any_window(linear{}), any_window(cosine{})}) {
      EXPECT_EQ(refusal(schedule{w, {}} | warmup(all)), "warmup leaves no step after it");
      EXPECT_EQ(refusal(schedule{w, {}} | hold(all)), "hold leaves no step after it");
      EXPECT_EQ(refusal(schedule{w, {}} | hold(all) | full), "hold leaves no step after it");
      EXPECT_EQ(refusal(schedule{w, {}} | warmup(300) | hold(all)), "warmup and hold leave no step after them");
      EXPECT_EQ(refusal(schedule{w, {}} | warmup(all) | hold(1)), "warmup and hold leave no step after them");
    }
  }
  EXPECT_EQ(refusal(erase(linear{} | cooldown(0))), "cooldown must be longer than 0 steps");
}

TEST(Amounts, A_text_is_exactly_one_amount) {
  EXPECT_EQ(parse_amount("500").value(), steps(500));
  EXPECT_EQ(parse_amount(" 10% ").value(), amount(percent(10)));
  EXPECT_EQ(parse_amount("2ep").value(), epochs(2));
  EXPECT_EQ(parse_amount("300Mtok").value(), tokens(3e8));
  EXPECT_EQ(parse_amount("4ksamples").value(), samples(4000));
  for (const std::string text : {"500", "10%", "2ep", "300Mtok"}) {
    for (const char* tail :
         {")", ") | floor(10%", ") | peak(2", " | peak(2)", ", from=10%", ", mirror", ",", "]", " 3", "=2"}) {
      EXPECT_FALSE(parse_amount(text + tail)) << text << tail;
    }
  }
  for (const char* text : {"", " ", "ep", "\"2ep\"", "[2ep]", "cosine", "-1", "0.5", "2xx", "nan", "inf", "101%"}) {
    EXPECT_FALSE(parse_amount(text)) << text;
  }
  EXPECT_EQ(parse_amount("0.5", "--data").error().message.find("--data must be"), 0U);
}

}  // namespace
