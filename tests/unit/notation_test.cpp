// The notation: three forms, canonical printing, errors with their place.
#include <gtest/gtest.h>

#include "taper/taper.hpp"

namespace {

using taper::parse;
using taper::print;

TEST(notation, prints_what_it_reads_canonically) {
  EXPECT_EQ(print(parse("poly(i=1.8, n=2) | warmup(500) | hold(50%) | floor(10%) | peak(3e-4)").value()),
            "poly(i=1.8) | warmup(500) | hold(50%) | floor(10%) | peak(0.0003)");
  EXPECT_EQ(print(parse("cosine(n=2)").value()), "cosine");
  EXPECT_EQ(print(parse("sigmoid(4, 2, 0.5)|peak(1e-5)|full").value()), "sigmoid(i=4) | full | peak(1e-05)");
  EXPECT_EQ(print(parse("cosine | hold(0) | floor(0%) | sampling(periodic)").value()), "cosine");
}

TEST(notation, reads_every_form_of_the_same_schedule) {
  const taper::schedule s = parse(
                                "sigmoid(i=4, c=87.5%) | warmup(10%, mirror) | restarts(3, stretch=1.5, decay=0.5) | "
                                "sampling(midpoint) | floor(1e-6) | peak(1e-3)")
                                .value();
  EXPECT_EQ(parse(taper::print(s)).value(), s);
  EXPECT_EQ(parse(taper::print_compact(s)).value(), s);
  EXPECT_EQ(parse(taper::print_json(s)).value(), s);
}

TEST(notation, composes_in_cpp_as_in_text) {
  const auto typed = taper::poly{.i = 1.8} | taper::warmup(500) | taper::hold(taper::percent(50)) |
                     taper::floor(taper::percent(10)) | taper::peak(3e-4);
  EXPECT_EQ(taper::erase(typed), parse("poly(i=1.8)|warmup(500)|hold(50%)|floor(10%)|peak(3e-4)").value());
  const auto r = typed.over(10'000);
  const auto erased = taper::erase(typed).over(10'000);
  for (std::uint64_t t = 0; t < 10'010; t += 7) EXPECT_EQ(r(t), erased(t)) << t;
}

TEST(notation, reports_the_position_of_an_error) {
  const std::string text = "poly(i=-1)";
  const taper::error e = parse(text).error();
  EXPECT_EQ(e.message, "i must be > 0, got -1");
  EXPECT_EQ(e.offset, 7U);
  EXPECT_EQ(taper::explain(e, text), "i must be > 0, got -1\n  poly(i=-1)\n         ^");
}

TEST(notation, an_error_with_a_replacement_has_it_and_the_place_of_the_word) {
  const struct {
    std::string_view text;
    std::string_view wrong;
    std::string_view instead;
  } all[] = {
      {"cosnie", "cosnie", "cosine"},
      {"cosine | warmpu(10)", "warmpu", "warmup"},
      {"cosine | warmup(10, shap=linear)", "shap", "shape"},
      {"cosine | warmup(10, shape=linaer)", "linaer", "linear"},
      {"OneCycleLR(max_lr=0.1)", "OneCycleLR", "torch.OneCycleLR"},
      {"torch.StepLr(step_size=30)", "torch.StepLr", "torch.StepLR"},
      {"torch.StepLR(step_siz=30)", "step_siz", "step_size"},
      {"cosine | warmup(0.07)", "0.07", "7%"},
      {"cosine | hold(0.25)", "0.25", "25%"},
  };
  for (const auto& [text, wrong, instead] : all) {
    const taper::error e = taper::parse(text).error();
    EXPECT_EQ(e.instead, instead) << text;
    EXPECT_EQ(e.offset, text.find(wrong)) << text;
    EXPECT_NE(e.advice().find(instead), std::string::npos) << text;
  }
  for (const std::string_view text : {"poly(i=-1)", "cosine | warmup(10.5)", "cosine | linear", "cosine | blah(3)"})
    EXPECT_EQ(taper::parse(text).error().instead, "") << text;
}

}  // namespace
