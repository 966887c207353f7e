// UTF-8: every character round-trips, invalid bytes are replaced one by one.
#include "support/utf8.hpp"

#include <gtest/gtest.h>

namespace taper::support {
namespace {

std::u32string characters_of(std::string_view text) {
  std::u32string out;
  while (!text.empty()) out += next_character(text);
  return out;
}

TEST(utf8, every_character_round_trips) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    append_utf8(text, c);
    ASSERT_EQ(characters_of(text), std::u32string(1, c));
  }
}

TEST(utf8, invalid_utf8_is_replaced_byte_by_byte) {
  EXPECT_EQ(characters_of("a\xff\xc3"), U"a\uFFFD\uFFFD");
  EXPECT_EQ(characters_of("\xc0\xaf"), U"\uFFFD\uFFFD");            // longer than it need be
  EXPECT_EQ(characters_of("\xed\xa0\x80"), U"\uFFFD\uFFFD\uFFFD");  // a surrogate
  EXPECT_EQ(characters_of("\xf4\x90\x80\x80").size(), 4u);          // above U+10FFFF
  EXPECT_EQ(characters_of("\xe2\x82"), U"\uFFFD\uFFFD");            // cut short
}

}  // namespace
}  // namespace taper::support
