// PNG: an image of the right size, or an error that says what to install.
#include "render/png.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "render/layout.hpp"
#include "render/svg.hpp"
#include "sample_figure.hpp"

namespace taper::render {
namespace {

unsigned long big_endian(const std::string& bytes, std::size_t at) {
  unsigned long value = 0;
  for (std::size_t i = at; i < at + 4; ++i) value = value * 256 + static_cast<unsigned char>(bytes[i]);
  return value;
}

TEST(png, has_the_header_and_twice_the_size) {
  const result<std::string> drawn = svg_to_png(to_svg(test::sample_figure(), {.colors = theme::light}));
  if (!has_png()) {
    ASSERT_FALSE(drawn);
    EXPECT_NE(drawn.error().hint.find("librsvg2-dev"), std::string::npos);
    return;
  }
  ASSERT_TRUE(drawn) << drawn.error().message;
  const std::string& png = *drawn;
  const figure f = test::sample_figure();
  const figure_layout l = lay_out(f);
  ASSERT_GT(png.size(), 1000u);
  EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
  EXPECT_EQ(png.substr(12, 4), "IHDR");
  EXPECT_EQ(big_endian(png, 16), static_cast<unsigned long>(2 * l.width));
  EXPECT_EQ(big_endian(png, 20), static_cast<unsigned long>(2 * l.height));
}

TEST(png, is_written_to_a_file) {
  if (!has_png()) GTEST_SKIP() << "built without librsvg";
  const std::string path = testing::TempDir() + "render_png_test.png";
  const result<void> written = write_png(test::sample_figure(), path);
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_GT(std::filesystem::file_size(path), 1000u);
  std::filesystem::remove(path);
}

TEST(png, text_that_is_not_svg_is_an_error) {
  const result<std::string> drawn = svg_to_png("<svg");
  ASSERT_FALSE(drawn);
  EXPECT_NE(drawn.error().message.find("PNG"), std::string::npos);
}

TEST(png, an_impossible_size_is_an_error) {
  if (!has_png()) GTEST_SKIP() << "built without librsvg";
  for (const double scale : {0.0, -1.0, 1e6}) {
    const result<std::string> drawn = svg_to_png(to_svg(test::sample_figure()), {.scale = scale});
    ASSERT_FALSE(drawn) << scale;
    EXPECT_NE(drawn.error().message.find("32767"), std::string::npos);
  }
}

}  // namespace
}  // namespace taper::render
