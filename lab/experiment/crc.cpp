// CRC-32C.
#include "experiment/crc.hpp"

#include <cstring>

namespace taper::lab {
namespace {

using tables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr tables make_tables() {
  tables out{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int bit = 0; bit < 8; ++bit) c = (c >> 1) ^ ((c & 1U) != 0 ? 0x82F63B78U : 0U);
    out[0][i] = c;
  }
  for (std::size_t t = 1; t < 8; ++t) {
    for (std::size_t i = 0; i < 256; ++i) out[t][i] = (out[t - 1][i] >> 8) ^ out[0][out[t - 1][i] & 0xFFU];
  }
  return out;
}
constexpr tables table = make_tables();

}  // namespace

void crc32c_sum::add(std::string_view bytes) {
  std::uint32_t c = state_;
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 8; left -= 8, at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    word ^= c;
    c = 0;
    for (std::size_t i = 0; i < 8; ++i) c ^= table[7 - i][(word >> (8 * i)) & 0xFFU];
  }
  for (; left > 0; --left, ++at) c = (c >> 8) ^ table[0][(c ^ static_cast<unsigned char>(*at)) & 0xFFU];
  state_ = c;
}

std::uint32_t masked_crc32c(std::string_view bytes) {
  crc32c_sum sum;
  sum.add(bytes);
  const std::uint32_t c = sum.value();
  return ((c >> 15) | (c << 17)) + 0xA282EAD8U;
}

}  // namespace taper::lab
