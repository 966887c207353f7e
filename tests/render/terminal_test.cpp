// Charts in a terminal: width, letters, colors only on request, pure ASCII.
#include "render/terminal.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <sstream>
#include <vector>

#include "render/text.hpp"
#include "sample_figure.hpp"

namespace taper::render {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Sets an environment variable during a test.
class with_variable {
 public:
  with_variable(const char* name, const char* value) : name_(name) {
    const char* old = std::getenv(name);
    had_ = old != nullptr;
    if (had_) old_ = old;
    value == nullptr ? ::unsetenv(name) : ::setenv(name, value, 1);
  }
  with_variable(const with_variable&) = delete;
  with_variable& operator=(const with_variable&) = delete;
  ~with_variable() { had_ ? ::setenv(name_, old_.c_str(), 1) : ::unsetenv(name_); }

 private:
  const char* name_;
  bool had_ = false;
  std::string old_;
};

TEST(sparkline, follows_the_values) {
  EXPECT_EQ(sparkline(std::vector<double>{0, 1, 2, 3, 4, 5, 6, 7}, 8), "▁▂▃▄▅▆▇█");
  EXPECT_EQ(sparkline(std::vector<double>{7, 0}, 8), "█▁");
  EXPECT_EQ(sparkline(std::vector<double>{0, 7}, 8, glyphs::ascii), "_#");
}

TEST(sparkline, has_the_requested_width) {
  std::vector<double> values(1000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
  EXPECT_EQ(terminal_columns(sparkline(values, 32)), 32);
  EXPECT_EQ(sparkline(values, 0), "");
  EXPECT_EQ(sparkline(values, -5), "");
  EXPECT_EQ(sparkline({}, 10), "");
}

TEST(sparkline, gaps_are_spaces_and_a_flat_line_is_in_the_middle) {
  EXPECT_EQ(sparkline(std::vector<double>{0, nan, 1}, 3), "▁ █");
  EXPECT_EQ(sparkline(std::vector<double>{3, 3}, 2), "▅▅");
  EXPECT_EQ(sparkline(std::vector<double>{-1.7e308, 1.7e308}, 2), "▁█");
}

TEST(terminal, no_line_exceeds_the_requested_width) {
  for (const int columns : {30, 40, 72, 80, 100, 200}) {
    for (const glyphs with : {glyphs::braille, glyphs::block, glyphs::ascii}) {
      for (const std::string& line : lines_of(to_terminal(test::sample_figure(), {.columns = columns, .with = with}))) {
        EXPECT_LE(terminal_columns(line), columns) << line;
      }
    }
  }
}

TEST(terminal, ascii_is_ascii) {
  for (const char c : to_terminal(test::sample_figure(), {.with = glyphs::ascii}))
    EXPECT_LT(static_cast<unsigned char>(c), 128);
}

TEST(terminal, plain_text_has_no_escape) {
  EXPECT_FALSE(has(to_terminal(test::sample_figure()), "\x1b"));
  EXPECT_TRUE(has(to_terminal(test::sample_figure(), {.colors = ink::colored}), "\x1b[38;5;32m"));
}

TEST(terminal, colors_end_with_each_line) {
  for (const std::string& line : lines_of(to_terminal(test::sample_figure(), {.colors = ink::colored}))) {
    const std::size_t last = line.rfind("\x1b[");
    if (last == std::string::npos) continue;
    EXPECT_EQ(line.substr(last, 4), "\x1b[0m") << line;
  }
}

TEST(terminal, each_of_several_curves_carries_its_letter) {
  figure f;
  f.panels = {
      {.curves = {test::cosine_curve("one", 0), test::cosine_curve("two", 1), test::cosine_curve("three", 2, 9)}}};
  const std::string text = to_terminal(f);
  EXPECT_TRUE(has(text, "a one   b two   c three"));
  const std::string plot = text.substr(text.find('\n') + 1);
  // the first two are the same curve: both letters still show
  for (const char letter : {'a', 'b', 'c'}) EXPECT_GE(std::count(plot.begin(), plot.end(), letter), 2) << letter;
}

TEST(terminal, a_single_curve_needs_no_letter) {
  figure f;
  f.panels = {{.curves = {test::cosine_curve("one", 0)}}};
  EXPECT_TRUE(has(to_terminal(f), "─ one"));
}

TEST(terminal, a_falling_line_runs_from_corner_to_corner) {
  figure f;
  f.legend = legend_style::none;
  f.panels = {{.y = {.min = 0, .max = 1}, .curves = {{.x = {0, 1}, .y = {1, 0}}}}};
  const std::vector<std::string> lines =
      lines_of(to_terminal(f, {.columns = 40, .plot_rows = 8, .with = glyphs::ascii}));
  ASSERT_EQ(lines.size(), 10u);
  std::size_t before = 0;
  for (std::size_t row = 0; row < 8; ++row) {
    const std::size_t at = lines[row].find('*');
    ASSERT_NE(at, std::string::npos);
    EXPECT_GT(at, before);
    before = at;
  }
}

TEST(terminal, blocks_fill_to_the_value) {
  figure f;
  f.legend = legend_style::none;
  f.panels = {{.y = {.min = 0, .max = 1}, .curves = {{.x = {0, 1}, .y = {1, 1}}}}};
  const std::string text = to_terminal(f, {.columns = 40, .plot_rows = 4, .with = glyphs::block});
  for (std::size_t row = 0; row < 4; ++row) EXPECT_TRUE(has(lines_of(text)[row], "██████████")) << row;
}

TEST(terminal, a_gap_stays_empty) {
  figure f;
  f.legend = legend_style::none;
  f.panels = {{.curves = {{.x = {0, 0.1, 0.5, 0.9, 1}, .y = {1, 1, nan, 1, 1}}}}};
  const std::string text = to_terminal(f, {.columns = 60, .with = glyphs::ascii});
  EXPECT_TRUE(has(text, "*                "));
}

TEST(terminal, text_from_a_file_cannot_control_the_terminal) {
  figure f = test::sample_figure();
  f.title = "evil\x1b[2Jtitle";
  f.panels[0].title = "\x1b]0;evil\x07";
  f.panels[0].curves[0].name = "a\rb";
  const std::string text = to_terminal(f);
  for (const char c : text) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 32);
}

TEST(terminal, nothing_to_draw_is_reported) {
  figure f;
  EXPECT_EQ(to_terminal(f), "");
  f.panels = {{.title = "Empty"}};
  EXPECT_TRUE(has(to_terminal(f), "no data"));
}

TEST(terminal, panels_are_side_by_side_if_there_is_room) {
  figure f = test::sample_figure();
  const auto together = [&](int columns) {
    for (const std::string& line : lines_of(to_terminal(f, {.columns = columns}))) {
      if (has(line, "Window") && has(line, "Rate")) return true;
    }
    return false;
  };
  EXPECT_TRUE(together(80));
  EXPECT_FALSE(together(60));
}

TEST(terminal, the_width_comes_from_the_environment) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  {
    const with_variable columns("COLUMNS", "90");
    EXPECT_EQ(chart_columns(ends[1]), 90);
  }
  {
    const with_variable columns("COLUMNS", "500");
    EXPECT_EQ(chart_columns(ends[1]), 100);
  }
  for (const char* nonsense : {static_cast<const char*>(nullptr), "", "12x", "-3", "0"}) {
    const with_variable columns("COLUMNS", nonsense);
    EXPECT_EQ(chart_columns(ends[1]), 80);
  }
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(terminal, a_pipe_gets_no_colors) {
  const with_variable no_color("NO_COLOR", nullptr);
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  EXPECT_EQ(terminal_ink(ends[1]), ink::plain);
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(terminal, no_color_is_obeyed_on_a_terminal) {
  const int master = ::posix_openpt(2 /* O_RDWR */);
  if (master < 0 || ::grantpt(master) != 0 || ::unlockpt(master) != 0) GTEST_SKIP() << "no pseudo-terminal here";
  const with_variable term("TERM", "xterm");
  {
    const with_variable no_color("NO_COLOR", nullptr);
    EXPECT_EQ(terminal_ink(master), ink::colored);
  }
  {
    const with_variable no_color("NO_COLOR", "1");
    EXPECT_EQ(terminal_ink(master), ink::plain);
  }
  {
    const with_variable no_color("NO_COLOR", nullptr);
    const with_variable dumb("TERM", "dumb");
    EXPECT_EQ(terminal_ink(master), ink::plain);
  }
  ::close(master);
}

TEST(terminal, the_locale_chooses_the_characters) {
  const with_variable all("LC_ALL", nullptr);
  const with_variable type("LC_CTYPE", nullptr);
  {
    const with_variable lang("LANG", "en_US.UTF-8");
    EXPECT_EQ(terminal_glyphs(), glyphs::braille);
    const with_variable over("LC_ALL", "C");
    EXPECT_EQ(terminal_glyphs(), glyphs::ascii);
  }
  const with_variable lang("LANG", nullptr);
  EXPECT_EQ(terminal_glyphs(), glyphs::braille);
}

TEST(terminal, braille_dots_are_where_the_curve_is) {
  figure f;
  f.legend = legend_style::none;
  f.panels = {{.y = {.min = 0, .max = 1}, .curves = {{.x = {0, 1}, .y = {1, 1}}}}};
  EXPECT_TRUE(has(lines_of(to_terminal(f, {.columns = 40, .plot_rows = 4}))[0], "⠉⠉⠉⠉⠉⠉"));
  f.panels[0].curves[0].y = {0, 0};
  EXPECT_TRUE(has(lines_of(to_terminal(f, {.columns = 40, .plot_rows = 4}))[3], "⣀⣀⣀⣀⣀⣀"));
}

TEST(terminal, reference_lines_carry_their_labels) {
  figure f;
  f.panels = {
      {.y = {.min = 0, .max = 1}, .curves = {{.x = {0, 1}, .y = {1, 1}}}, .lines = {{.at = 0.5, .label = "half"}}}};
  EXPECT_TRUE(has(to_terminal(f), "╌ half ╌"));
}

}  // namespace
}  // namespace taper::render
