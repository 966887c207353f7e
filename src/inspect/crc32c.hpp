// CRC-32C (Castagnoli), as TFRecord and LevelDB logs use it, with their mask.
#pragma once

#include <cstdint>
#include <string_view>

namespace taper::inspection {

/// CRC-32C of the bytes: polynomial 0x1EDC6F41, reflected. crc32c("123456789") = 0xE3069283.
[[nodiscard]] std::uint32_t crc32c(std::string_view bytes) noexcept;

/// rotate right by 15, plus 0xA282EAD8: how TFRecord stores a CRC.
[[nodiscard]] constexpr std::uint32_t masked(std::uint32_t crc) noexcept {
  return ((crc >> 15) | (crc << 17)) + 0xA282EAD8u;
}

}  // namespace taper::inspection
