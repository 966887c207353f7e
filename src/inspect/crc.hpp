// Records of binary logs: little-endian numbers, and checksums: CRC-32C (Castagnoli) with its mask, as TFRecord stores
// it, and CRC-32, as W&B's files do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace taper::inspection {

/// CRC-32C of the bytes: polynomial 0x1EDC6F41, reflected. crc32c("123456789") = 0xE3069283.
[[nodiscard]] std::uint32_t crc32c(std::string_view bytes) noexcept;

/// CRC-32 of the bytes, as zip and zlib compute it: polynomial 0x04C11DB7, reflected. crc32("123456789") = 0xCBF43926.
[[nodiscard]] std::uint32_t crc32(std::string_view bytes) noexcept;

/// rotate right by 15, plus 0xA282EAD8: how TFRecord stores a CRC.
[[nodiscard]] constexpr std::uint32_t masked(std::uint32_t crc) noexcept {
  return ((crc >> 15) | (crc << 17)) + 0xA282EAD8u;
}

/// The whole number of `size` bytes, least significant first; size <= 8.
[[nodiscard]] constexpr std::uint64_t little_endian(const char* p, std::size_t size) noexcept {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < size; ++i) out |= static_cast<std::uint64_t>(static_cast<unsigned char>(p[i])) << (8 * i);
  return out;
}

}  // namespace taper::inspection
