// HTML reports: well-formed, escaped, self-contained.
#include "render/html.hpp"

#include <gtest/gtest.h>

#include <set>

#include "sample_figure.hpp"
#include "xml_check.hpp"

namespace taper::render {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

html_report sample_report() {
  html_report report({.title = "Report <one>", .subtitle = "a & b", .footer = "taper 0.1.0 \"plot\""});
  report.heading("First");
  report.paragraph("x < y & z");
  report.paragraph(
      {{.text = "The verdict is "}, verdict_badge(tone::violating), {.text = "</p>", .style = text_style::code}});
  report.list({{{.text = "one"}}, {{.text = "two", .style = text_style::strong}}});
  report.code("if (a < b && c > d) \"go\";");
  report.callout(tone::marginal, "steepness > 3");
  report.table({.caption = "cap <tion>",
                .columns = {{"schedule"}, {"κ", text_align::right}},
                .rows = {{{.text = "<script>alert(1)</script>"}, {.text = "1.57"}},
                         {{.text = "short"}},
                         {{}, {}, {.text = "too long"}}}});
  report.chart(test::sample_figure());
  report.chart(test::sample_figure());
  return report;
}

TEST(html, is_well_formed) { EXPECT_EQ(test::xml_fault(sample_report().str()), ""); }

TEST(html, escapes_everything) {
  const std::string page = sample_report().str();
  EXPECT_FALSE(has(page, "<script"));
  EXPECT_TRUE(has(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
  EXPECT_TRUE(has(page, "<title>Report &lt;one&gt;</title>"));
  EXPECT_TRUE(has(page, "<code>&lt;/p&gt;</code>"));
  EXPECT_TRUE(has(page, "a &lt; b &amp;&amp; c &gt; d"));
}

TEST(html, a_chart_does_not_repeat_the_title_of_its_page) {
  figure f = test::sample_figure();
  f.title = "Told once";
  f.subtitle = "and its subtitle";
  const auto page_with = [&](const char* title) {
    html_report report({.title = title, .subtitle = f.subtitle});
    report.chart(f);
    return report.str();
  };
  EXPECT_FALSE(has(page_with("Told once"), ">Told once</text>"));
  EXPECT_FALSE(has(page_with("Told once"), ">and its subtitle</text>"));
  EXPECT_TRUE(has(page_with("Another"), ">Told once</text>"));
  EXPECT_EQ(test::xml_fault(page_with("Told once")), "");
}

TEST(html, needs_no_external_resources) {
  const std::string page = sample_report().str();
  for (const char* outside : {"src=", "<link", "@import", "url(http", "url(\"", "<script", "<iframe"})
    EXPECT_FALSE(has(page, outside)) << outside;
  // the only address is the name of the SVG namespace, which is never fetched
  std::size_t addresses = 0;
  std::size_t names = 0;
  for (std::size_t at = page.find("://"); at != std::string::npos; at = page.find("://", at + 1)) ++addresses;
  for (std::size_t at = page.find("xmlns=\"http://www.w3.org/2000/svg\""); at != std::string::npos;
       at = page.find("xmlns=", at + 1))
    ++names;
  EXPECT_EQ(addresses, names);
}

TEST(html, every_id_is_used_once) {
  const std::string page = sample_report().str();
  std::set<std::string> ids;
  for (std::size_t at = page.find(" id=\""); at != std::string::npos; at = page.find(" id=\"", at + 1)) {
    const std::size_t first = at + 5;
    EXPECT_TRUE(ids.insert(page.substr(first, page.find('"', first) - first)).second);
  }
  EXPECT_GE(ids.size(), 8u);
}

TEST(html, a_chart_has_a_form_for_narrow_screens) {
  const std::string page = sample_report().str();
  EXPECT_TRUE(has(page, "viewBox=\"20 14 930 "));
  EXPECT_TRUE(has(page, "viewBox=\"20 14 390 "));
  EXPECT_TRUE(has(page, "name=\"viewport\""));
}

TEST(html, rows_follow_the_columns) {
  const std::string page = sample_report().str();
  EXPECT_TRUE(has(page, "<tr><td>short</td><td class=\"number\"></td></tr>"));
  EXPECT_FALSE(has(page, "too long"));
}

TEST(html, contents_are_listed_with_four_or_more_headings) {
  html_report report({.title = "t"});
  for (const char* name : {"a", "b", "c"}) report.heading(name);
  EXPECT_FALSE(has(report.str(), "<nav"));
  report.heading("d & e");
  EXPECT_TRUE(has(report.str(), "<a href=\"#part-4\">d &amp; e</a>"));
}

}  // namespace
}  // namespace taper::render
