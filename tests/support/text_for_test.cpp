// Text from other people for each destination.
#include "support/text_for.hpp"

#include <gtest/gtest.h>

namespace taper::text_for {
namespace {

TEST(text_for, a_name_on_the_terminal_is_one_line_without_control_characters) {
  EXPECT_EQ(terminal("run é 漢字"), "run é 漢字");
  EXPECT_EQ(terminal("a\x1b[31mb\nc\td\x7f"), "a\\x1b[31mb\\x0ac\\x09d\\x7f");
  EXPECT_EQ(terminal("\xc2\x9b"
                     "31m"),
            "\\xc2\\x9b31m")
      << "the control sequence introducer of Latin-1";
  EXPECT_EQ(terminal("\xff\uFFFD"), "\\xff\uFFFD") << "the replacement character itself is text";
}

TEST(text_for, a_screen_keeps_lines_and_the_colors_of_the_program) {
  EXPECT_EQ(screen("a\n\tb\x1b[1;31mred\x1b[0m", true), "a\n\tb\x1b[1;31mred\x1b[0m");
  EXPECT_EQ(screen("\x1b[1mred\x1b[0m", false), "\\x1b[1mred\\x1b[0m");
  for (const char* const command : {"\x1b]0;title\x07", "\x1b[2J", "\x1b", "\x1b[", "\x1b[1;", "\r",
                                    "\xc2\x9b"
                                    "2J"}) {
    for (const bool colors : {false, true}) {
      const std::string shown = screen(command, colors);
      EXPECT_EQ(shown.find_first_of("\x1b\r\x07"), std::string::npos) << shown;
      EXPECT_TRUE(shown.starts_with("\\x")) << shown;
    }
  }
}

TEST(text_for, json_is_valid_text) {
  EXPECT_EQ(json("a\"b\\c\n\x1b\x7f\xc2\x9b"), R"("a\"b\\c\n\u001b\u007f\u009b")");
  EXPECT_EQ(json("\xff\xc3"), "\"\uFFFD\uFFFD\"");
  EXPECT_EQ(json("é"), "\"é\"");
}

TEST(text_for, markup_becomes_references) {
  EXPECT_EQ(markup("a<b>&\"c'"), "a&lt;b&gt;&amp;&quot;c&#39;");
  EXPECT_EQ(markup("γ̄(t) ≥ 1"), "γ̄(t) ≥ 1");
}

TEST(text_for, characters_that_xml_forbids_are_replaced) {
  EXPECT_EQ(markup(std::string_view("a\0b\x1b", 4)), "a\uFFFDb\uFFFD");
  EXPECT_EQ(markup("\xff\xc3"), "\uFFFD\uFFFD");
  EXPECT_EQ(markup("\xc0\xaf"), "\uFFFD\uFFFD");  // overlong
  EXPECT_EQ(markup("\xed\xa0\x80").size(), 9u);   // a surrogate: three bytes replaced
  EXPECT_EQ(markup("tab\tline\n"), "tab\tline\n");
}

TEST(text_for, a_comment_stays_one_comment) {
  EXPECT_EQ(comment("a\nb\rc"), "a\\x0ab\\x0dc");
  EXPECT_EQ(comment("a\u2028b"), "a\\xe2\\x80\\xa8b") << "ends a line in JavaScript";
  EXPECT_EQ(comment("a*/b**/"), "a* /b** /");
  EXPECT_EQ(comment("a\\"), "a\\x5c") << "would join the next line in C";
}

}  // namespace
}  // namespace taper::text_for
