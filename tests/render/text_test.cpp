// Text: widths, eliding, wrapping.
#include "render/text.hpp"

#include <gtest/gtest.h>

namespace taper::render {
namespace {

TEST(text_width, follows_the_font) {
  EXPECT_DOUBLE_EQ(text_width("0000", 10), 4 * 6.36);
  EXPECT_GT(text_width("mmmm", 10), text_width("iiii", 10) * 3);
  EXPECT_GT(text_width("title", 10, font_weight::bold), text_width("title", 10));
  EXPECT_DOUBLE_EQ(text_width("γ̄", 10), text_width("γ", 10));  // the macron stands above
}

TEST(terminal_columns, counts_what_a_terminal_shows) {
  EXPECT_EQ(terminal_columns("ϝ(t)"), 4);
  EXPECT_EQ(terminal_columns("γ̄"), 1);
  EXPECT_EQ(terminal_columns("漢字"), 4);
}

TEST(elide, short_text_is_left_alone) { EXPECT_EQ(elide("cosine", 12, 100), "cosine"); }

TEST(elide, long_text_fits_with_dots) {
  const std::string shown = elide("cosine | warmup(500) | floor(10%) | peak(3e-4)", 12, 120);
  EXPECT_LE(text_width(shown, 12), 120);
  EXPECT_EQ(shown.substr(0, 6), "cosine");
  EXPECT_EQ(shown.substr(shown.size() - 3), "…");
}

TEST(wrap, breaks_at_spaces_and_keeps_every_word) {
  const std::string text = "the rule sees only the fall: it says nothing of warmup";
  std::string joined;
  for (const std::string& line : wrap(text, 11, 120)) {
    EXPECT_LE(text_width(line, 11), 120);
    joined += (joined.empty() ? "" : " ") + line;
  }
  EXPECT_EQ(joined, text);
}

TEST(to_ascii, spells_out_what_charts_use) {
  EXPECT_EQ(to_ascii("γ̄(t) ≥ 1 – 5 × τ"), "gamma_bar(t) >= 1 - 5 x tau");
  EXPECT_EQ(to_ascii("漢 plain"), "? plain");
}

}  // namespace
}  // namespace taper::render
