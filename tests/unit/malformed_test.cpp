// Several hundred malformed schedules: each is rejected with its reason, in at most 1000 bytes.
// The tests of the program use the same list.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "taper/taper.hpp"

namespace {

struct refusal {
  std::string spec;
  std::string fragment;
};

/// \n \t \xHH and \\ as the list writes them.
std::string unescaped(const std::string& text) {
  std::string out;
  for (std::size_t k = 0; k < text.size(); ++k) {
    if (text[k] != '\\' || k + 1 == text.size()) {
      out += text[k];
      continue;
    }
    const char code = text[++k];
    if (code == 'x') {
      out += static_cast<char>(std::strtol(text.substr(k + 1, 2).c_str(), nullptr, 16));
      k += 2;
    } else {
      out += code == 'n' ? '\n' : code == 't' ? '\t' : code;
    }
  }
  return out;
}

std::vector<refusal> refusals() {
  std::ifstream file(TAPER_SOURCE_DIR "/tests/cli/malformed_specs.txt");
  std::vector<refusal> out;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with("# ")) continue;
    const std::size_t arrow = line.rfind(" => ");
    EXPECT_NE(arrow, std::string::npos) << line;
    out.push_back({unescaped(line.substr(0, arrow)), line.substr(arrow + 4)});
  }
  return out;
}

/// What is wrong with a schedule of 100 steps; nothing if it is one.
std::optional<taper::error> mistake_in(const std::string& spec) {
  const taper::result<taper::schedule> s = taper::parse(spec);
  if (!s) return s.error();
  const taper::result<taper::run> bound = s->bind(100);
  if (!bound) return bound.error();
  return std::nullopt;
}

TEST(malformed, every_listed_schedule_is_rejected_with_its_reason) {
  const std::vector<refusal> all = refusals();
  ASSERT_GE(all.size(), 300U);
  for (const auto& [spec, fragment] : all) {
    const std::optional<taper::error> e = mistake_in(spec);
    ASSERT_TRUE(e) << spec << " is accepted";
    const std::string told = taper::explain(*e, spec);
    EXPECT_NE(told.substr(0, told.find('\n')).find(fragment), std::string::npos) << spec << "\n" << told;
    EXPECT_LE(told.size(), 1000U) << spec;
    EXPECT_TRUE(e->offset == taper::error::nowhere || e->offset <= spec.size()) << spec;
  }
}

TEST(malformed, a_line_break_in_a_text_does_not_break_the_message) {
  for (const char* spec :
       {"{\"shape\":\"cosine\",\"hold\":\"10\n00steps\"}", "{\"shape\":\"cosine\",\"floor\":\"1\n0%\"}",
        "{\"shape\":\"cosine\",\"sampling\":\"op\nen\"}"}) {
    const std::optional<taper::error> e = mistake_in(spec);
    ASSERT_TRUE(e) << spec;
    EXPECT_EQ(e->message.find('\n'), std::string::npos) << e->message;
    EXPECT_NE(e->message.find("\\x0a"), std::string::npos) << e->message;
  }
}

TEST(malformed, a_megabyte_of_anything_is_rejected_quickly) {
  constexpr std::size_t megabyte = 1'000'000;
  for (const char* start : {"", "cosine(", "cosine | ", "table(", "{", "{\"shape\":", "cosine,"}) {
    for (const char c : std::string("([{|,=\"%a9 \xff")) {
      const std::string text = start + std::string(megabyte, c);
      const std::optional<taper::error> e = mistake_in(text);
      ASSERT_TRUE(e) << start << c;
      EXPECT_LE(taper::explain(*e, text).size(), 1000U) << start << c;
    }
  }
}

}  // namespace
