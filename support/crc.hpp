// Checksums of 32 bits: CRC-32C (TFRecord, checkpoints of the lab) and CRC-32 (zip, files of W&B).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace taper::support {

namespace crc_detail {

using tables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr tables make_tables(std::uint32_t reflected) {
  tables t{};
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

/// Polynomial 0x1EDC6F41, reflected.
inline constexpr tables castagnoli = make_tables(0x82F63B78u);
/// Polynomial 0x04C11DB7, reflected.
inline constexpr tables ieee = make_tables(0xEDB88320u);

}  // namespace crc_detail

/// A checksum of bytes in several pieces, computed eight bytes at a time.
template <const crc_detail::tables& Tables>
class crc_sum {
 public:
  constexpr void add(std::string_view bytes) noexcept {
    std::uint32_t crc = state_;
    std::size_t i = 0;
    const auto byte = [&](std::size_t at) { return std::uint32_t{static_cast<unsigned char>(bytes[at])}; };
    for (; i + 8 <= bytes.size(); i += 8) {
      const std::uint32_t low = crc ^ (byte(i) | byte(i + 1) << 8 | byte(i + 2) << 16 | byte(i + 3) << 24);
      crc = Tables[7][low & 0xFFu] ^ Tables[6][(low >> 8) & 0xFFu] ^ Tables[5][(low >> 16) & 0xFFu] ^
            Tables[4][low >> 24] ^ Tables[3][byte(i + 4)] ^ Tables[2][byte(i + 5)] ^ Tables[1][byte(i + 6)] ^
            Tables[0][byte(i + 7)];
    }
    for (; i < bytes.size(); ++i) crc = (crc >> 8) ^ Tables[0][(crc ^ byte(i)) & 0xFFu];
    state_ = crc;
  }
  [[nodiscard]] constexpr std::uint32_t value() const noexcept { return ~state_; }

 private:
  std::uint32_t state_ = 0xFFFFFFFFu;
};

using crc32c_sum = crc_sum<crc_detail::castagnoli>;
using crc32_sum = crc_sum<crc_detail::ieee>;

/// CRC-32C of the bytes. crc32c("123456789") = 0xE3069283.
[[nodiscard]] constexpr std::uint32_t crc32c(std::string_view bytes) noexcept {
  crc32c_sum sum;
  sum.add(bytes);
  return sum.value();
}

/// CRC-32 of the bytes, as zip and zlib compute it. crc32("123456789") = 0xCBF43926.
[[nodiscard]] constexpr std::uint32_t crc32(std::string_view bytes) noexcept {
  crc32_sum sum;
  sum.add(bytes);
  return sum.value();
}

/// Rotated right by 15, plus 0xA282EAD8: how TFRecord stores a CRC.
[[nodiscard]] constexpr std::uint32_t masked(std::uint32_t crc) noexcept {
  return ((crc >> 15) | (crc << 17)) + 0xA282EAD8u;
}

}  // namespace taper::support
