// Whole numbers of binary logs, least significant byte first.
#pragma once

#include <cstddef>
#include <cstdint>

namespace taper::inspection {

/// The whole number of `size` bytes, least significant first; size <= 8.
[[nodiscard]] constexpr std::uint64_t little_endian(const char* p, std::size_t size) noexcept {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < size; ++i) out |= static_cast<std::uint64_t>(static_cast<unsigned char>(p[i])) << (8 * i);
  return out;
}

}  // namespace taper::inspection
