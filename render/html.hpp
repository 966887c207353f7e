// A report as one HTML file: charts, tables and text without external resources or scripts, for phones and
// paper, in light and dark mode.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "render/chart.hpp"

namespace taper::render {

enum class text_style {
  plain,
  strong,
  code,
  badge,  ///< a verdict on a colored background
};

/// A piece of text with one style. Everything is escaped: a piece contains no markup.
struct text_piece {
  std::string text;
  text_style style = text_style::plain;
  tone color = tone::neutral;  ///< of a badge
};

enum class text_align { left, right };

struct table_column {
  std::string name;
  text_align align = text_align::left;  ///< right for numbers
};

struct html_table {
  std::string caption = {};
  std::vector<table_column> columns = {};
  std::vector<std::vector<text_piece>> rows = {};  ///< short rows are padded, longer ones truncated
};

struct html_page {
  std::string title;
  std::string subtitle = {};
  std::string footer = {};  ///< the program, its version, the command
};

/// Collects the parts of a report in order. With four or more headings it adds a table of contents.
class html_report {
 public:
  explicit html_report(html_page page) : page_(std::move(page)) {}

  void heading(std::string_view text);
  void paragraph(std::string_view text);
  void paragraph(const std::vector<text_piece>& pieces);
  void list(const std::vector<std::vector<text_piece>>& items);
  void code(std::string_view text);
  void table(const html_table& t);
  /// A box with a colored edge: a remark, a warning, a fault.
  void callout(tone color, std::string_view text);
  /// The figure for wide screens, and a version with stacked panels for narrow ones; without its title
  /// if that is the title of the page.
  void chart(const figure& given);

  /// The whole page.
  std::string str() const;

 private:
  html_page page_;
  std::string body_;
  std::vector<std::string> headings_;
  int charts_ = 0;
};

/// A verdict as a badge: "favorable", "marginal", "violating".
text_piece verdict_badge(tone verdict);

}  // namespace taper::render
