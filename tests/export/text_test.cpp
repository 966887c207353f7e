// The heading of exported code, and errors.
#include <gtest/gtest.h>

#include <fstream>

#include "cases.hpp"
#include "taper/notation.hpp"

namespace taper::testing {

namespace {

run bound(std::string_view spec, std::uint64_t steps) { return parse(spec).value().over(steps); }

result<std::string> exported(std::string_view spec, std::uint64_t steps, export_target to,
                             run_length length = run_length::fixed) {
  return export_code(bound(spec, steps), {.target = to, .length = length});
}

/// The largest error that the heading states.
double stated_error(const std::string& code) {
  const std::string before = "Largest error against taper: ";
  return std::stod(code.substr(code.find(before) + before.size()));
}

}  // namespace

TEST(export_text, begins_with_a_description) {
  for (const export_target_info& t : export_targets) {
    if (t.kind == export_kind::rates) continue;
    const std::string code = exported("cosine|warmup(5)|peak(3e-4)", 100, t.target).value();
    EXPECT_NE(code.find("cosine | warmup(5) | peak(0.0003)\n"), std::string::npos) << code;
    EXPECT_NE(code.find("over 100 optimizer steps"), std::string::npos);
    EXPECT_NE(code.find("taper export --to " + std::string(t.name) + "."), std::string::npos);
    EXPECT_LE(stated_error(code), 1e-15) << code;
  }
}

TEST(export_text, is_short) {
  const std::string code =
      exported("poly(i=1.8) | warmup(500) | hold(50%) | floor(10%) | peak(3e-4)", 10000, export_target::python).value();
  EXPECT_LE(std::count(code.begin(), code.end(), '\n'), 40) << code;
}

TEST(export_text, a_constant_rate_is_returned_without_comparisons) {
  for (const export_target_info& t : export_targets) {
    if (t.kind == export_kind::rates) continue;
    for (const run_length length : {run_length::fixed, run_length::argument}) {
      for (const std::string spec : {"constant | peak(0.1)", "constant | hold(20%) | peak(0.1)",
                                     "constant | cooldown(30) | sampling(midpoint) | peak(0.1)"}) {
        const std::string code = exported(spec, 100, t.target, length).value();
        for (const std::string_view without : {"STEPS", ">=", "<=", "where", "elapsed"})
          EXPECT_EQ(code.find(without), std::string::npos) << without << "\n" << code;
        EXPECT_NE(code.find("return PEAK"), std::string::npos) << code;
        EXPECT_EQ(stated_error(code), 0.0);
      }
      const std::string parts = exported("sequence([constant, linear], at=[60%])", 100, t.target, length).value();
      for (const std::string_view without : {"STEPS_1", "total:\n        return PEAK_1", ">= n) return PEAK_1"})
        EXPECT_EQ(parts.find(without), std::string::npos) << parts;
    }
  }
  const std::string warm = exported("constant | warmup(5)", 100, export_target::c).value();
  EXPECT_NE(warm.find("  if (t < WARMUP) return PEAK * (t / WARMUP);\n  return PEAK;\n"), std::string::npos) << warm;
  EXPECT_EQ(warm.find("STEPS"), std::string::npos) << warm;
}

TEST(export_text, a_family_of_the_registry_never_falls_back_to_a_table) {
  for (const std::string& window : many_windows()) {
    for (const std::string& modifiers : many_modifiers()) {
      const std::string code = exported(window + modifiers, 1009, export_target::python).value();
      EXPECT_EQ(code.find("RATES"), std::string::npos) << code;
      EXPECT_LE(stated_error(code), 1e-12) << code;
    }
  }
}

TEST(export_text, a_library_schedule_becomes_its_window_a_table_or_an_error) {
  const std::string cosine =
      exported("torch.CosineAnnealingLR(T_max=100000) | peak(0.1)", 100000, export_target::c).value();
  EXPECT_EQ(cosine.find("RATES"), std::string::npos) << cosine;
  EXPECT_LE(stated_error(cosine), 1e-12);
  EXPECT_NE(exported("torch.StepLR(step_size=30)", 100, export_target::c).value().find("RATES"), std::string::npos);
  EXPECT_EQ(exported("torch.StepLR(step_size=30)", 20001, export_target::c).error().message,
            "torch.StepLR has no short formula over 20001 steps");
  EXPECT_EQ(exported("torch.StepLR(step_size=30)", 100, export_target::c, run_length::argument).error().message,
            "torch.StepLR has no code with the length as an argument");
}

TEST(export_text, a_combined_schedule_becomes_a_function_for_each_part) {
  const std::string spec = R"t(sequence(["constant | warmup(500)", one_minus_sqrt], at=[80%]) | peak(3e-4))t";
  for (const run_length length : {run_length::fixed, run_length::argument}) {
    const std::string code = exported(spec, 100'000, export_target::c, length).value();
    EXPECT_EQ(code.find("RATES"), std::string::npos) << code;
    EXPECT_NE(code.find("PEAK * part_1(t"), std::string::npos) << code;
    EXPECT_LE(std::count(code.begin(), code.end(), '\n'), 45) << code;
    EXPECT_LE(stated_error(code), 1e-12);
  }
}

TEST(export_text, a_part_without_code_becomes_a_table_or_an_error) {
  const std::string code =
      exported(R"t(sequence([linear, "torch.StepLR(step_size=30) | peak(1)"], at=[90%]))t", 100'000, export_target::c)
          .value();
  EXPECT_NE(code.find("RATES_2"), std::string::npos);
  EXPECT_EQ(code.find("RATES_1"), std::string::npos);
  EXPECT_EQ(exported(R"t(product([linear, "torch.StepLR(step_size=30) | peak(1)"]))t", 100'000, export_target::c)
                .error()
                .code,
            errc::unsupported);
  EXPECT_EQ(exported("noise(cosine)", 100, export_target::optax, run_length::argument).error().code, errc::unsupported);
}

TEST(export_text, a_part_nested_too_deep_for_code_becomes_a_table_or_an_error) {
  for (const auto& [before, after] : {std::pair{"clip(", ", low=0.1)"}, std::pair{"product([", ", linear])"}}) {
    std::string spec = "cosine";
    for (std::size_t k = 0; k < most_contents.levels; ++k) spec = before + spec + after;
    for (const export_target_info& t : export_targets) {
      const auto code = exported(spec, 100, t.target);
      ASSERT_TRUE(code) << t.name << ": " << code.error().message;
      EXPECT_LT(code->size(), 60 * spec.size()) << t.name;
    }
    for (const auto& refused :
         {exported(spec, 100, export_target::c, run_length::argument), exported(spec, 30'000, export_target::python)}) {
      ASSERT_FALSE(refused);
      EXPECT_EQ(refused.error().message, "schedules nested more than 32 deep have no code");
      EXPECT_NE(refused.error().hint.find("csv"), std::string::npos);
    }
  }
}

TEST(export_text, a_kronecker_input_is_a_function_and_never_a_table) {
  for (const export_target_info& t : export_targets) {
    if (t.kind == export_kind::rates) continue;
    const std::string spec = "cosine | kronecker | warmup(500) | peak(0.1)";
    const std::string fixed = exported(spec, std::uint64_t{1} << 53U, t.target).value();
    const std::string free = export_code(parse(spec).value().endless(), {.target = t.target}).value();
    for (const std::string& code : {fixed, exported(spec, 1000, t.target, run_length::argument).value(), free}) {
      EXPECT_EQ(code.find("RATES"), std::string::npos) << code;
      EXPECT_LE(stated_error(code), 1e-15) << code;
      EXPECT_LE(std::count(code.begin(), code.end(), '\n'), 85) << code;
    }
    for (const std::string_view without : {"STEPS", "END"})
      EXPECT_EQ(free.find(without), std::string::npos) << without << " in\n" << free;
    EXPECT_NE(free.find("over any number of optimizer steps"), std::string::npos) << free;
  }
  EXPECT_EQ(export_code(parse("linear | kronecker").value().endless(), {.target = export_target::csv}).error().code,
            errc::unsupported);
  EXPECT_EQ(exported("cosine", 100, export_target::c, run_length::none).error().code, errc::missing);
  for (const std::string amount : {"warmup(10%)", "hold(10%)", "cooldown(20)"}) {  // the first point would move
    EXPECT_EQ(exported("cosine | kronecker | " + amount, 100, export_target::c, run_length::argument).error().code,
              errc::unsupported);
    EXPECT_LE(stated_error(exported("cosine | kronecker | " + amount, 100'000, export_target::c).value()), 1e-15);
  }
}

TEST(export_text, a_sorted_kronecker_input_becomes_a_table_or_an_error) {
  EXPECT_NE(exported("cosine | kronecker(sorted)", 100, export_target::c).value().find("RATES"), std::string::npos);
  EXPECT_EQ(exported("cosine | kronecker(sorted)", 20001, export_target::c).error().code, errc::unsupported);
  EXPECT_EQ(exported("cosine | kronecker(sorted)", 100, export_target::c, run_length::argument).error().code,
            errc::unsupported);
}

TEST(export_text, rejects_schedules_without_code_for_a_runtime_length) {
  EXPECT_EQ(exported("cosine | restarts(3, stretch=2)", 100, export_target::js, run_length::argument).error().code,
            errc::unsupported);
  EXPECT_EQ(exported("cosine", 100, export_target::csv, run_length::argument).error().code, errc::unsupported);
}

TEST(export_text, rejects_steps_beyond_double_precision) {
  EXPECT_EQ(exported("cosine", (std::uint64_t{1} << 53U) + 1, export_target::python).error().code, errc::unsupported);
  EXPECT_TRUE(exported("cosine | warmup(1%)", std::uint64_t{1} << 53U, export_target::python));
}

TEST(export_text, lists_every_rate) {
  EXPECT_EQ(exported("linear", 4, export_target::csv).value(), "step,lr\n0,1\n1,0.75\n2,0.5\n3,0.25\n");
  EXPECT_EQ(exported("linear", 2, export_target::json).value(),
            "{\"schema\":\"taper.export/1\",\"schedule\":" + print_json(parse("linear").value()) +
                ",\"steps\":2,\"lr\":[1,0.5]}\n");
  EXPECT_EQ(exported("linear", 10'000'001, export_target::csv).error().code, errc::unsupported);
}

TEST(export_text, keeps_digits_near_the_end_of_a_long_run) {
  // phi at the last step of 1e9 is 2.5e-18; code that formed 1 - x by subtraction would give 0 or 5e-17
  const run r = bound("cosine", 1'000'000'000);
  const std::string code = export_code(r, {.target = export_target::python}).value();
  EXPECT_NE(code.find("(STEPS - step) / STEPS"), std::string::npos) << code;
}

}  // namespace taper::testing
