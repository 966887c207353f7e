// Reads the protocol-buffer wire format field by field. Malformed bytes end the reading.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace taper::inspection {

/// One field of a message.
struct wire_field {
  std::uint32_t number = 0;
  std::uint32_t type = 0;   ///< 0 varint, 1 eight bytes, 2 bytes, 5 four bytes
  std::uint64_t value = 0;  ///< of a varint or a fixed field
  std::string_view bytes;   ///< of a length-delimited field

  [[nodiscard]] float as_float() const noexcept {
    const std::uint32_t bits = static_cast<std::uint32_t>(value);
    float out = 0.0f;
    std::memcpy(&out, &bits, sizeof out);
    return out;
  }
  [[nodiscard]] double as_double() const noexcept {
    double out = 0.0;
    std::memcpy(&out, &value, sizeof out);
    return out;
  }
};

/// Iterates over the fields of one message.
class wire_reader {
 public:
  explicit wire_reader(std::string_view message) : rest_(message) {}

  /// The next field; empty at the end and if the bytes are not a message.
  std::optional<wire_field> next() noexcept {
    if (rest_.empty()) return std::nullopt;
    wire_field f;
    std::uint64_t key = 0;
    if (!varint(key)) return std::nullopt;
    f.number = static_cast<std::uint32_t>(key >> 3);
    f.type = static_cast<std::uint32_t>(key & 7u);
    switch (f.type) {
      case 0: return varint(f.value) ? std::optional(f) : std::nullopt;
      case 1: return fixed(8, f.value) ? std::optional(f) : std::nullopt;
      case 5: return fixed(4, f.value) ? std::optional(f) : std::nullopt;
      case 2: {
        std::uint64_t size = 0;
        if (!varint(size) || size > rest_.size()) return std::nullopt;
        f.bytes = rest_.substr(0, static_cast<std::size_t>(size));
        rest_.remove_prefix(static_cast<std::size_t>(size));
        return f;
      }
      default: return std::nullopt;
    }
  }

 private:
  bool varint(std::uint64_t& out) noexcept {
    out = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const std::uint64_t byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      out |= (byte & 0x7Fu) << shift;
      if ((byte & 0x80u) == 0) return true;
    }
    return false;
  }
  bool fixed(std::size_t size, std::uint64_t& out) noexcept {
    if (rest_.size() < size) return false;
    out = 0;
    for (std::size_t i = 0; i < size; ++i)
      out |= static_cast<std::uint64_t>(static_cast<unsigned char>(rest_[i])) << (8 * i);
    rest_.remove_prefix(size);
    return true;
  }

  std::string_view rest_;
};

}  // namespace taper::inspection
