// Checksums: the published check values, and the same sum for any division of the bytes.
#include "support/crc.hpp"

#include <gtest/gtest.h>

#include <string>

namespace taper::support {
namespace {

static_assert(crc32c("123456789") == 0xE3069283u);
static_assert(crc32("123456789") == 0xCBF43926u);

TEST(crc, the_published_check_values) {
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAu);  // RFC 3720, B.4
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62A8AB43u);
  EXPECT_EQ(crc32c(""), 0u);
  EXPECT_EQ(crc32("The quick brown fox jumps over the lazy dog"), 0x414FA339u);
}

TEST(crc, pieces_give_the_sum_of_the_whole) {
  std::string bytes;
  for (int i = 0; i < 41; ++i) bytes += static_cast<char>(i * 37);
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    crc32c_sum c;
    crc32_sum plain;
    for (const std::string& piece : {bytes.substr(0, cut), bytes.substr(cut)}) {
      c.add(piece);
      plain.add(piece);
    }
    ASSERT_EQ(c.value(), crc32c(bytes)) << cut;
    ASSERT_EQ(plain.value(), crc32(bytes)) << cut;
  }
}

TEST(crc, the_mask_of_tfrecord) {
  EXPECT_EQ(masked(0u), 0xA282EAD8u);
  EXPECT_EQ(masked(0x8000u), 0xA282EAD9u);
}

}  // namespace
}  // namespace taper::support
