// CRCs of 32 bits by a table of eight: eight bytes a round.
#include "crc.hpp"

#include <array>
#include <cstddef>

namespace taper::inspection {
namespace {

using table = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr table make_table(std::uint32_t reflected) {
  table t{};
  for (std::uint32_t n = 0; n < 256; ++n) {
    std::uint32_t crc = n;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1u) != 0 ? reflected : 0u);
    t[0][n] = crc;
  }
  for (std::size_t n = 0; n < 256; ++n) {
    for (std::size_t k = 1; k < 8; ++k) t[k][n] = (t[k - 1][n] >> 8) ^ t[0][t[k - 1][n] & 0xFFu];
  }
  return t;
}
constexpr table castagnoli = make_table(0x82F63B78u);
constexpr table ieee = make_table(0xEDB88320u);

std::uint32_t crc_of(const table& tables, std::string_view bytes) noexcept {
  std::uint32_t crc = 0xFFFFFFFFu;
  std::size_t i = 0;
  const auto byte = [&](std::size_t at) { return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at])); };
  for (; i + 8 <= bytes.size(); i += 8) {
    const std::uint32_t low = crc ^ (byte(i) | byte(i + 1) << 8 | byte(i + 2) << 16 | byte(i + 3) << 24);
    crc = tables[7][low & 0xFFu] ^ tables[6][(low >> 8) & 0xFFu] ^ tables[5][(low >> 16) & 0xFFu] ^
          tables[4][low >> 24] ^ tables[3][byte(i + 4)] ^ tables[2][byte(i + 5)] ^ tables[1][byte(i + 6)] ^
          tables[0][byte(i + 7)];
  }
  for (; i < bytes.size(); ++i) crc = (crc >> 8) ^ tables[0][(crc ^ byte(i)) & 0xFFu];
  return ~crc;
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) noexcept { return crc_of(castagnoli, bytes); }
std::uint32_t crc32(std::string_view bytes) noexcept { return crc_of(ieee, bytes); }

}  // namespace taper::inspection
