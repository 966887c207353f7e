// User text in messages is cut between characters, marked at the cut, and escaped.
#include "taper/text.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace {

/// A code point in UTF-8.
std::string utf8(std::uint32_t c) {
  const auto byte = [](std::uint32_t v) { return static_cast<char>(static_cast<unsigned char>(v)); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xc0 | c >> 6), byte(0x80 | (c & 63))};
  if (c < 0x10000) return {byte(0xe0 | c >> 12), byte(0x80 | (c >> 6 & 63)), byte(0x80 | (c & 63))};
  return {byte(0xf0 | c >> 18), byte(0x80 | (c >> 12 & 63)), byte(0x80 | (c >> 6 & 63)), byte(0x80 | (c & 63))};
}

bool is_surrogate(std::uint32_t c) { return c >= 0xd800 && c < 0xe000; }

TEST(Text, Every_character_is_kept_whole_and_counted_once) {
  for (std::uint32_t c = 0; c < 0x110000; ++c) {
    if (is_surrogate(c)) continue;
    const std::string one = utf8(c);
    ASSERT_EQ(taper::first_characters(one + one + "x", 2), one + one) << std::hex << c;
    for (std::size_t most = 0; most < one.size(); ++most) {
      ASSERT_EQ(taper::shortened("ab" + one, 2 + most), "ab...") << std::hex << c;
    }
    ASSERT_EQ(taper::shortened("ab" + one, 2 + one.size()), "ab" + one) << std::hex << c;
    const bool is_control = c < 0x20 || (c >= 0x7f && c < 0xa0);
    ASSERT_EQ(taper::echoed(one) == "'" + one + "'", !is_control) << std::hex << c;
  }
}

TEST(Text, A_cut_never_splits_a_character) {
  const std::vector<std::string> letters = {"a", "é", "→", "😀"};
  for (const std::string& letter : letters) {
    for (std::size_t before = 0; before < 5; ++before) {
      std::string text(before, '.');
      for (int k = 0; k < 30; ++k) text += letter;
      for (std::size_t most = 0; most < text.size(); ++most) {
        const std::string cut = taper::shortened(text, most);
        ASSERT_TRUE(cut.ends_with("..."));
        const std::size_t kept = cut.size() - 3;
        ASSERT_LE(kept, most);
        ASSERT_GT(kept + 4, most) << "as much as fits";
        ASSERT_EQ(cut.substr(0, kept), text.substr(0, kept));
        ASSERT_TRUE(kept <= before || (kept - before) % letter.size() == 0) << text << " at " << most;
      }
      EXPECT_EQ(taper::shortened(text, text.size()), text);
    }
  }
}

TEST(Text, Bytes_that_are_not_UTF_8_are_escaped) {
  EXPECT_EQ(taper::echoed("a\x1b[1mb"), "'a\\x1b[1mb'");
  EXPECT_EQ(taper::echoed("\xff"), "'\\xff'");
  EXPECT_EQ(taper::echoed("\xc3"), "'\\xc3'") << "the first half of a character";
  EXPECT_EQ(taper::echoed("\xc0\xaf"), "'\\xc0\\xaf'") << "longer than needed";
  EXPECT_EQ(taper::echoed("\xed\xa0\x80"), "'\\xed\\xa0\\x80'") << "a surrogate";
  EXPECT_EQ(taper::echoed("\xf4\x90\x80\x80"), "'\\xf4\\x90\\x80\\x80'") << "beyond U+10FFFF";
  EXPECT_EQ(taper::echoed(std::string(50, 'a')), "'" + std::string(40, 'a') + "...'");
  EXPECT_EQ(taper::echoed(""), "''");
}

}  // namespace
