// Combined schedules: values, text in every form, errors.
#include "taper/algebra.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "taper/taper.hpp"

namespace {

using taper::percent;
using taper::steps;

taper::run bound(const std::string& spec, std::uint64_t n) {
  const taper::result<taper::schedule> s = taper::parse(spec);
  EXPECT_TRUE(s) << taper::explain(s ? taper::error{} : s.error(), spec);
  return s.value().over(n);
}

std::string refusal(const std::string& spec, std::uint64_t n = 100) {
  const taper::result<taper::schedule> s = taper::parse(spec);
  if (!s) return s.error().message;
  const taper::result<taper::run> r = s->bind(n);
  return r ? "" : r.error().message;
}

TEST(algebra, a_rescaled_sequence_runs_each_part_on_its_own_clock) {
  const taper::run r = bound(R"t(sequence(["constant","cosine | warmup(10)"], at=[40]) | peak(0.5))t", 100);
  const taper::run second = bound("cosine | warmup(10)", 60);
  for (std::uint64_t t = 0; t < 120; ++t) EXPECT_EQ(r(t), 0.5 * (t < 40 ? 1.0 : second(t - 40))) << t;
}

TEST(algebra, a_fixed_sequence_shows_each_part_over_the_whole_run) {
  const taper::run r = bound(R"t(sequence([cosine, linear, "exp(beta=0.1)"], at=[10, 60%], scaling=fixed))t", 100);
  const taper::run parts[] = {bound("cosine", 100), bound("linear", 100), bound("exp(beta=0.1)", 100)};
  for (std::uint64_t t = 0; t < 120; ++t) EXPECT_EQ(r(t), parts[t < 10 ? 0 : t < 60 ? 1 : 2](t)) << t;
}

TEST(algebra, a_sequence_without_marks_has_equal_shares) {
  const taper::run r = bound("sequence([linear, linear, linear])", 100);  // 33, 34, 33 steps
  EXPECT_EQ(r(32), bound("linear", 33)(32));
  EXPECT_EQ(r(33), 1.0);
  EXPECT_EQ(r(66), bound("linear", 34)(33));
  EXPECT_EQ(r(67), 1.0);
}

TEST(algebra, a_product_multiplies) {
  const taper::run r = bound(R"t(product(["cosine | peak(0.1)", "linear | warmup(5)"]) | peak(2))t", 50);
  const taper::run a = bound("cosine | peak(0.1)", 50);
  const taper::run b = bound("linear | warmup(5)", 50);
  for (std::uint64_t t = 0; t < 60; ++t) EXPECT_EQ(r(t), 2.0 * a(t) * b(t));
}

TEST(algebra, clip_bounds) {
  const taper::run r = bound("clip(linear, low=0.25, high=0.75) | peak(2)", 100);
  for (std::uint64_t t = 0; t < 110; ++t)
    EXPECT_EQ(r(t), 2.0 * std::fmin(std::fmax(bound("linear", 100)(t), 0.25), 0.75)) << t;
}

TEST(algebra, hold_stops_the_clock_and_resumes) {
  const taper::run r = bound("hold(linear, at=30, length=20)", 100);
  const taper::run of = bound("linear", 80);
  for (std::uint64_t t = 0; t < 110; ++t) EXPECT_EQ(r(t), of(t <= 30 ? t : t <= 50 ? 30 : t - 20)) << t;
  const taper::run for_good = bound("hold(linear, at=50%)", 100);
  EXPECT_EQ(for_good(50), 0.5);
  EXPECT_EQ(for_good(99), 0.5);
  EXPECT_EQ(for_good(1'000'000), 0.5);
}

TEST(algebra, loop_restarts) {
  const taper::run r = bound("loop(linear, every=30) | peak(3)", 100);
  const taper::run of = bound("linear", 30);
  for (std::uint64_t t = 0; t < 200; ++t) EXPECT_EQ(r(t), 3.0 * of(t % 30)) << t;
}

TEST(algebra, staircase_advances_every_n_steps) {
  const taper::run r = bound("staircase(\"cosine | warmup(14) | peak(3)\", every=7)", 100);
  const taper::run of = bound("cosine | warmup(14) | peak(3)", 100);
  for (std::uint64_t t = 0; t < 120; ++t) EXPECT_EQ(r(t), of(t / 7 * 7)) << t;
  EXPECT_EQ(r(UINT64_MAX), of(UINT64_MAX));
  const taper::run epochs = bound("staircase(linear, every=10%) | peak(2)", 100);
  for (std::uint64_t t = 0; t < 100; ++t) EXPECT_EQ(epochs(t), 2.0 * bound("linear", 100)(t / 10 * 10)) << t;
}

TEST(algebra, shift_begins_later_or_earlier) {
  const taper::run later = bound("shift(\"cosine | warmup(5)\", by=20)", 100);
  const taper::run of = bound("cosine | warmup(5)", 80);
  for (std::uint64_t t = 0; t < 110; ++t) EXPECT_EQ(later(t), of(t < 20 ? 0 : t - 20)) << t;
  const taper::run earlier = bound("shift(\"cosine | warmup(5)\", ahead=20)", 100);
  const taper::run longer = bound("cosine | warmup(5)", 120);
  for (std::uint64_t t = 0; t < 130; ++t) EXPECT_EQ(earlier(t), longer(t + 20)) << t;
}

TEST(algebra, between_reaches_both_values_exactly) {
  const taper::run r = bound("between(linear, from=0.85, to=0.95)", 10);
  EXPECT_EQ(r(0), 0.85);
  EXPECT_DOUBLE_EQ(r(5), 0.9);
  EXPECT_EQ(r(10), 0.95);
}

TEST(algebra, noise_is_a_pure_function_of_seed_and_step) {
  const taper::run r = bound("noise(constant, amplitude=20%, seed=7) | peak(0.1)", 100);
  const taper::run again = bound("noise(constant, amplitude=0.2, seed=7) | peak(0.1)", 1000);
  const taper::run other = bound("noise(constant, amplitude=20%, seed=8) | peak(0.1)", 100);
  double sum = 0.0;
  int same = 0;
  for (std::uint64_t t = 0; t < 100'000; ++t) {
    const double rate = again(t);
    EXPECT_GE(rate, 0.08);
    EXPECT_LE(rate, 0.12);
    if (t < 100) {
      EXPECT_EQ(rate, r(t));
    }
    same += rate == other(t) ? 1 : 0;
    sum += rate;
  }
  EXPECT_EQ(same, 0);
  EXPECT_NEAR(sum / 100'000, 0.1, 5.0 * 0.02 / std::sqrt(3.0 * 100'000));  // five standard errors
  // SplitMix64 from seed 7: the first output, 7191089600892374487, of the published generator
  EXPECT_EQ(r(0), 0.1 * (1.0 + 0.2 * (static_cast<double>(7191089600892374487U >> 11U) * 0x1p-52 - 1.0)));
}

TEST(algebra, composes_in_cpp_as_in_text) {
  using namespace taper;
  const auto same = [](const schedule& s, const char* text) {
    EXPECT_EQ(print(s), text);
    EXPECT_EQ(s, parse(text).value());
  };
  same(sequence({constant{}, cosine{} | warmup(10)}, {percent(80)}) | peak(0.1),
       "sequence(parts=[constant, cosine | warmup(10)], at=[80%]) | peak(0.1)");
  same(sequence({linear{}, linear{}}, {epochs(2)}, scaling::fixed),
       "sequence(parts=[linear, linear], at=[2ep], scaling=fixed)");
  same(product({cosine{}, linear{}}), "product(parts=[cosine, linear])");
  same(clip(taper::exp{.beta = 0.01}, {.low = 0.1}), "clip(of=exp(beta=0.01), low=0.1)");
  same(hold(cosine{}, percent(50), steps(200)), "hold(of=cosine, at=50%, length=200)");
  same(hold(cosine{}, tokens(3e6), samples(4096)), "hold(of=cosine, at=3Mtok, length=4096samples)");
  same(loop(linear{}, tokens(1500)), "loop(of=linear, every=1500tok)");
  same(loop(linear{}, steps(100)), "loop(of=linear, every=100)");
  same(staircase(cosine{}, epochs(1)), "staircase(of=cosine, every=1ep)");
  same(shift(cosine{}, steps(100)), "shift(of=cosine, by=100)");
  same(shift_ahead(cosine{}, steps(100)), "shift(of=cosine, ahead=100)");
  same(between(cosine{}, 0.1, 0.01), "between(of=cosine, from=0.1, to=0.01)");
  same(noise(cosine{}, 0.05, 3), "noise(of=cosine, amplitude=0.05, seed=3)");
  same(clip(loop(hold(cosine{} | warmup(5), steps(9)), steps(50)), {.high = 0.5}),
       "clip(of=loop(of=hold(of=cosine | warmup(5), at=9), every=50), high=0.5)");
}

TEST(algebra, every_form_of_the_text_reads_back) {
  for (const char* spec :
       {R"t(sequence(["torch.StepLR(step_size=3)","linear|floor(10%)"], at=[2ep]) | peak(1))t", "hold(cosine, 50%, 10)",
        R"t(clip("loop(\"hold(\\\"cosine | warmup(5)\\\", at=9)\", every=50)", high=0.5))t", "noise(linear)",
        "between(cosine, 0.1, 1e-5)", "staircase(\"cosine | warmup(5ep)\", 1ep)",
        R"t(product([cosine, "shift(linear, by=3)"]))t"}) {
    const taper::schedule s = taper::parse(spec).value();
    for (const std::string& text : {taper::print(s), taper::print_compact(s), taper::print_json(s)}) {
      const taper::result<taper::schedule> again = taper::parse(text);
      ASSERT_TRUE(again) << taper::explain(again.error(), text);
      EXPECT_EQ(*again, s) << text;
    }
  }
}

TEST(algebra, reports_errors_with_their_place) {
  EXPECT_EQ(refusal("sequence([])"), "parts must be 1 to 1024 schedules, got 0");
  EXPECT_EQ(refusal("sequence([linear, linear], at=[0])"),
            "sequence: the steps in at must increase, above 0 and below the 100 steps of the run, got 0 after 0");
  EXPECT_EQ(refusal("sequence([linear, linear], at=[10, 20])"),
            "sequence: the number of steps in at must be 1 for 2 parts, got 2");
  EXPECT_EQ(refusal("sequence([\"linear | warmup(80)\", linear])"),
            "in 'linear | warmup(80)' over 50 steps: warmup leaves no step after it: 80 of 50 steps");
  EXPECT_EQ(refusal("clip(cosine, low=2, high=1)"), "clip: high must be at least low, got 1 below 2");
  EXPECT_EQ(refusal("clip(cosin)"), "unknown shape 'cosin'");
  EXPECT_EQ(refusal("loop(cosine, every=0)"), "every must be >= 1, got 0");
  EXPECT_EQ(refusal("staircase(cosine, every=0)"), "every must be >= 1, got 0");
  EXPECT_EQ(refusal("shift(cosine)"), "shift takes either by or ahead");
  EXPECT_EQ(refusal("shift(cosine, by=100)"), "shift: by must be less than the 100 steps of the run, got 100");
  EXPECT_EQ(refusal("hold(cosine, at=90, length=10)"),
            "hold: at and length must end within the 100 steps of the run, got 90 and 10; without a length the clock "
            "stops permanently");
  EXPECT_EQ(refusal("between(\"cosine | peak(2)\", from=1, to=0)"),
            "between: `of` runs from 1 to 0 and takes no peak, got 2");
  EXPECT_EQ(refusal("between(cosine, from=1, to=0) | peak(1)"),
            "peak does not apply to between: its rates are its own parameters");
  EXPECT_EQ(refusal("noise(cosine, amplitude=120%)"), "amplitude must be between 0% and 100%, got 120%");
  EXPECT_EQ(refusal("hold(50%) | cosine"), "'hold' is a modifier, not a shape");
  EXPECT_EQ(refusal("product([cosine]) | warmup(5)"),
            "product is a complete schedule: the only modifier it takes is peak(lr)");
}

TEST(algebra, distinguishes_rates_from_multipliers) {
  EXPECT_FALSE(taper::is_absolute(taper::parse("product([cosine, \"loop(linear, every=9)\"])").value()));
  EXPECT_TRUE(taper::is_absolute(taper::parse("product([cosine, \"linear | peak(0.1)\"])").value()));
  EXPECT_TRUE(taper::is_absolute(taper::parse("clip(\"clip(\\\"linear | peak(0.1)\\\")\")").value()));
  EXPECT_TRUE(taper::is_absolute(taper::parse("loop(cosine, every=5) | peak(0.1)").value()));
}

TEST(algebra, is_judged_like_any_schedule) {
  const taper::run r = bound("sequence([constant, linear], at=[80%]) | peak(0.1)", 1000);
  const taper::result<taper::check_report> report = taper::check(r);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->verdict, taper::verdict::favorable);
  EXPECT_NEAR(report->budget, 0.9, 1e-3);
}

TEST(algebra, reports_jumps_of_a_sequence_and_notes_of_its_parts) {
  const auto ids = [](const char* spec, std::uint64_t n) {
    std::string out;
    const taper::schedule s = taper::parse(spec).value();
    for (const taper::finding& one : s.root->findings({n, {}, std::nullopt})) out += one.id + " ";
    return out;
  };
  EXPECT_EQ(ids("sequence([constant, linear], at=[50])", 100), "");
  EXPECT_EQ(ids("sequence([linear, linear], at=[50])", 100), "seam-jump ");
  EXPECT_EQ(
      ids("sequence([linear, \"clip(\\\"torch.CosineAnnealingLR(T_max=500) | peak(1)\\\")\"], at=[50], scaling=fixed)",
          100),
      "unfinished-decay seam-jump ");
}

TEST(algebra, is_a_tree_of_typed_operations) {
  const taper::schedule s = taper::parse("clip(hold(cosine, at=10%, length=2ep), low=0.1) | peak(2)").value();
  const auto& clip = std::get<taper::operations::clip>(*s.root->combined());
  EXPECT_EQ(clip.low, 0.1);
  EXPECT_FALSE(clip.high);
  const auto& hold = std::get<taper::operations::hold>(*clip.of.of->is.root->combined());
  EXPECT_EQ(hold.at.is, taper::amount(percent(10)));
  EXPECT_EQ(hold.length->is, taper::epochs(2));
  EXPECT_EQ(hold.of.of->is, taper::erase(taper::cosine{}));
  EXPECT_EQ(s.root->library(), nullptr);
  EXPECT_EQ(taper::parse("torch.StepLR(step_size=3)").value().root->combined(), nullptr);
}

TEST(algebra, every_operation_is_its_example) {
  for (const taper::operation_info& info : taper::combinations) {
    const taper::schedule s = taper::parse(std::string(info.example)).value();
    ASSERT_TRUE(s.root) << info.name;
    EXPECT_EQ(s.root->name(), info.name);
    EXPECT_EQ(s.root->takes_peak(), info.takes_peak);
    EXPECT_TRUE(std::string(info.usage).starts_with(std::string(info.name) + "("));
  }
}

TEST(algebra, an_amount_has_one_form_in_every_unit) {
  const auto text = [](const char* spec) { return taper::print(taper::parse(spec).value()); };
  EXPECT_EQ(text("loop(linear, every=1ksteps)"), "loop(of=linear, every=1000)");
  EXPECT_EQ(text("loop(linear, every=0.5Ktok)"), "loop(of=linear, every=500tok)");
  EXPECT_EQ(text("loop(linear, every=3epochs)"), "loop(of=linear, every=3ep)");
  EXPECT_EQ(bound("loop(linear, every=0.1ksteps)", 1000)(105), bound("linear", 100)(5));
  EXPECT_EQ(bound("torch.StepLR(step_size=0.1ksteps) | peak(1)", 1000)(105), 0.1);
  EXPECT_EQ(refusal("loop(linear, every=2.5steps)"), "every must be a whole number of steps, got 2.5steps");
  EXPECT_EQ(refusal("torch.StepLR(step_size=2.5steps)"), "step_size must be a whole number of steps, got 2.5steps");
}

}  // namespace
