// Errors as values: how they are passed on, what they say, and that no message cuts a character in two.
#include "taper/result.hpp"

#include <gtest/gtest.h>

#include <string>

#include "taper/taper.hpp"
#include "taper/text.hpp"

namespace {

using taper::errc;
using taper::error;
using taper::failed;
using taper::result;

result<int> half_of(int v) {
  if (v % 2 != 0) return failed(errc::out_of_range, "must be even, got " + std::to_string(v));
  return v / 2;
}
result<void> is_even(int v) {
  TAPER_CHECK(half_of(v));
  return {};
}
result<std::string> quarter_of(int v) {
  TAPER_TRY(half, half_of(v));
  TAPER_TRY(quarter, half_of(half));
  TAPER_CHECK(is_even(quarter * 2));
  return std::to_string(quarter);
}

TEST(result, try_gives_the_value_or_returns_the_error) {
  EXPECT_EQ(quarter_of(12).value(), "3");
  EXPECT_EQ(quarter_of(6).error().message, "must be even, got 3");
  EXPECT_EQ(quarter_of(5).error().message, "must be even, got 5");
}

TEST(result, of_nothing_is_done_or_the_error) {
  EXPECT_TRUE(is_even(2));
  EXPECT_NO_THROW(is_even(2).value());
  ASSERT_FALSE(is_even(3));
  EXPECT_EQ(is_even(3).error().code, errc::out_of_range);
  EXPECT_THROW(is_even(3).value(), taper::bad_result);
}

TEST(result, chains_call_the_next_step_only_on_a_value) {
  const auto text = [](int v) { return std::to_string(v); };
  EXPECT_EQ(half_of(8).and_then(half_of).transform(text).value(), "2");
  EXPECT_EQ(half_of(6).and_then(half_of).transform(text).error().message, "must be even, got 3");
  EXPECT_EQ(half_of(7).and_then(half_of).transform(text).error().message, "must be even, got 7");
}

TEST(result, transform_error_changes_the_error_and_leaves_a_value) {
  const auto named = [](error e) {
    e.message = "n " + e.message;
    return e;
  };
  EXPECT_EQ(half_of(3).transform_error(named).error().message, "n must be even, got 3");
  EXPECT_EQ(half_of(4).transform_error(named).value(), 2);
}

TEST(error, says_what_to_give_and_what_else_to_do) {
  error e = failed(errc::missing, "the length is not known");
  EXPECT_EQ(taper::explain(e, ""), "the length is not known");
  e.hint = "write kronecker";
  EXPECT_EQ(taper::explain(e, ""), "the length is not known; write kronecker");
  e.needs = "steps";
  EXPECT_EQ(taper::explain(e, ""), "the length is not known; give steps, or write kronecker");
  EXPECT_STREQ(taper::bad_result(e).what(), "the length is not known (give steps, or write kronecker)");
  e.hint.clear();
  EXPECT_EQ(taper::explain(e, ""), "the length is not known; give steps");
}

// A hint names parameters; who shows it writes them as its user gives them.
TEST(error, names_the_parameters_of_a_hint) {
  error e = failed(errc::missing, "no losses", "use {loss=eval} or name a {format}, as in {\"lr\": 1} or {x}{2} {");
  EXPECT_EQ(e.advice(), "use loss eval or name a format, as in {\"lr\": 1} or x{2} {");
  e.needs = "steps";
  EXPECT_EQ(e.advice(), "give steps, or use loss eval or name a format, as in {\"lr\": 1} or x{2} {");
  const auto option = [](std::string_view name, std::string_view value) {
    return "--" + std::string(name) + (value.empty() ? "" : " " + std::string(value));
  };
  EXPECT_EQ(taper::with_parameters(e.hint, option),
            "use --loss eval or name a --format, as in {\"lr\": 1} or --x{2} {");
  EXPECT_EQ(taper::with_parameters("{pattern=(a|b)+ c}", option), "--pattern (a|b)+ c");
  EXPECT_EQ(taper::with_parameters("", option), "");
}

TEST(error, is_placed_at_the_modifier_and_not_at_a_word_like_it) {
  EXPECT_EQ(taper::place_of("table([[0,1],[1,0]]) | floor(1%) | peak(2)", "peak"), 35U);
  EXPECT_EQ(taper::place_of("clip(of=linear | warmup(5), low=0) | peak(2)", "warmup"), 0U);
  EXPECT_EQ(taper::place_of("clip(of=linear | peak(5), low=0) | peak(2)", "peak"), 35U);
  EXPECT_EQ(taper::place_of("cosine,warmup=5,hold=9", "hold"), 16U);
  EXPECT_EQ(taper::place_of("cosine", "warmup"), 0U);
  EXPECT_EQ(taper::place_of("cosine(", "cosine"), 0U);
}

// Every modifier that does not fit its run is the subject of the error, which begins with it.
TEST(error, of_a_modifier_names_it_as_its_subject) {
  const struct {
    const char* spec;
    const char* subject;
  } all[] = {{"linear | warmup(10)", "warmup"},
             {"linear | hold(10)", "hold"},
             {"linear | cooldown(0)", "cooldown"},
             {"linear | warmup(4) | hold(6)", "warmup"},
             {"linear | warmup(6) | cooldown(6)", "warmup"},
             {"linear | restarts(11)", "restarts"},
             {"linear | warmup(2ep)", "warmup"},
             {"linear | hold(2Mtok)", "hold"},
             {"linear | cooldown(9samples)", "cooldown"},
             {"linear | warmup(10) | restarts(2)", "warmup"},
             {"linear | restarts(3, decay=0.1) | floor(0.5) | peak(1)", "floor"}};
  for (const auto& one : all) {
    const result<taper::run> r = taper::parse(one.spec).value().bind(10);
    ASSERT_FALSE(r) << one.spec;
    EXPECT_EQ(r.error().subject, one.subject) << one.spec;
    EXPECT_EQ(r.error().message.rfind(one.subject, 0), 0U) << r.error().message;
  }
}

TEST(error, of_an_amount_of_data_names_the_parameter_and_no_option_of_a_program) {
  const struct {
    const char* amount;
    const char* needs;
  } all[] = {{"2ep", "steps_per_epoch"}, {"9samples", "samples_per_step"}, {"2Mtok", "tokens_per_step"}};
  for (const auto& one : all) {
    for (const std::string head : {"linear | warmup(", "linear | hold(", "torch.StepLR(step_size="}) {
      const result<taper::run> r = taper::parse(head + one.amount + ")").value().bind(100);
      ASSERT_FALSE(r) << head << one.amount;
      EXPECT_EQ(r.error().needs, one.needs) << head;
      EXPECT_EQ(taper::explain(r.error(), "").find("--"), std::string::npos) << taper::explain(r.error(), "");
    }
  }
  for (const char* spec :
       {"linear", "linear | warmup(5%)", "cosine | full", "linear | restarts(3)", "torch.StepLR(step_size=3)"})
    EXPECT_EQ(taper::parse(spec).value().bind_endless().error().needs, "steps") << spec;
}

bool is_utf8(std::string_view text) {  // echoed() writes \x where it is not
  return taper::echoed(text, text.size()).find("\\x") == std::string::npos;
}
std::string repeated(std::string_view what, std::size_t n) {
  std::string out;
  for (std::size_t k = 0; k < n; ++k) out += what;
  return out;
}

// Characters of one to four bytes, shifted by up to four, at each place of the error.
TEST(explain, never_cuts_a_character_in_two) {
  for (const std::string_view c : {"a", "é", "…", "𝛾"}) {
    for (std::size_t shift = 0; shift < 4; ++shift) {
      const std::string text = std::string(shift, 'x') + repeated(c, 60);
      for (std::size_t at = 0; at <= text.size(); at += c.size()) {
        const std::string told = taper::explain({.code = errc::syntax, .message = "m", .offset = shift + at}, text);
        for (std::size_t from = 0, to = 0; to != std::string::npos; from = to + 1) {
          to = told.find('\n', from);
          EXPECT_TRUE(is_utf8(told.substr(from, to - from))) << c << " " << shift << " " << at;
        }
      }
      for (std::size_t n = 150; n < 400; ++n) {
        const std::string told = taper::explain(failed(errc::syntax, std::string(shift, 'x') + repeated(c, n)), "");
        ASSERT_TRUE(is_utf8(told)) << c << " " << shift << " " << n;
      }
    }
  }
}

TEST(safe, an_unknown_parameter_is_never_cut_inside_a_character) {
  for (const std::string_view c : {"a", "é", "…", "𝛾"}) {
    for (std::size_t shift = 0; shift < 4; ++shift) {
      const std::string name = std::string(shift, 'x') + repeated(c, 50);
      const auto area = taper::safe_operating_range(taper::linear{}, name, 100);
      ASSERT_FALSE(area);
      EXPECT_TRUE(is_utf8(area.error().message)) << area.error().message;
    }
  }
}

}  // namespace
