// CRC-32C, piece by piece: checkpoints and TensorBoard records.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace taper::lab {

/// CRC-32C (Castagnoli, reflected 0x82F63B78), eight bytes a round.
class crc32c_sum {
 public:
  void add(std::string_view bytes);
  [[nodiscard]] std::uint32_t value() const { return ~state_; }

 private:
  std::uint32_t state_ = 0xFFFFFFFFU;
};

/// As TFRecord stores it: rotated right by 15, plus 0xA282EAD8.
std::uint32_t masked_crc32c(std::string_view bytes);

}  // namespace taper::lab
