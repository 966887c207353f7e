// A minimal arbitrary-precision natural number for exact rational cycle boundaries.
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace taper::detail {

/// A natural number, little-endian limbs of 32 bits without leading zeros.
class natural {
 public:
  natural() = default;
  explicit natural(std::uint64_t v) {
    for (; v != 0; v >>= 32U) limbs_.push_back(static_cast<std::uint32_t>(v));
  }

  [[nodiscard]] natural times(std::uint64_t factor) const {
    const natural low = times_limb(static_cast<std::uint32_t>(factor));
    const auto high = static_cast<std::uint32_t>(factor >> 32U);
    return high == 0 ? low : low + times_limb(high).shifted(32);
  }

  [[nodiscard]] natural shifted(std::size_t bits) const {
    if (limbs_.empty()) return {};
    natural out;
    out.limbs_.assign(bits / 32, 0);
    const auto part = static_cast<unsigned>(bits % 32);
    std::uint32_t carry = 0;
    for (const std::uint32_t limb : limbs_) {
      out.limbs_.push_back(part == 0 ? limb : (limb << part) | carry);
      carry = part == 0 ? 0 : limb >> (32U - part);
    }
    if (carry != 0) out.limbs_.push_back(carry);
    return out;
  }

  friend natural operator+(const natural& a, const natural& b) {
    natural out;
    std::uint64_t carry = 0;
    for (std::size_t k = 0; k < std::max(a.limbs_.size(), b.limbs_.size()) || carry != 0; ++k) {
      const std::uint64_t sum = carry + a.limb(k) + b.limb(k);
      out.limbs_.push_back(static_cast<std::uint32_t>(sum));
      carry = sum >> 32U;
    }
    return out;
  }

  /// |a - b|
  [[nodiscard]] static natural distance(const natural& a, const natural& b) {
    const natural& large = a < b ? b : a;
    const natural& small = a < b ? a : b;
    natural out;
    std::int64_t borrow = 0;
    for (std::size_t k = 0; k < large.limbs_.size(); ++k) {
      std::int64_t d = static_cast<std::int64_t>(large.limb(k)) - static_cast<std::int64_t>(small.limb(k)) - borrow;
      borrow = d < 0 ? 1 : 0;
      if (d < 0) d += std::int64_t{1} << 32;
      out.limbs_.push_back(static_cast<std::uint32_t>(d));
    }
    while (!out.limbs_.empty() && out.limbs_.back() == 0) out.limbs_.pop_back();
    return out;
  }

  friend std::strong_ordering operator<=>(const natural& a, const natural& b) {
    if (a.limbs_.size() != b.limbs_.size()) return a.limbs_.size() <=> b.limbs_.size();
    for (std::size_t k = a.limbs_.size(); k-- > 0;) {
      if (a.limbs_[k] != b.limbs_[k]) return a.limbs_[k] <=> b.limbs_[k];
    }
    return std::strong_ordering::equal;
  }
  friend bool operator==(const natural& a, const natural& b) = default;

 private:
  [[nodiscard]] std::uint32_t limb(std::size_t k) const { return k < limbs_.size() ? limbs_[k] : 0; }
  [[nodiscard]] natural times_limb(std::uint32_t factor) const {
    natural out;
    if (factor == 0) return out;
    std::uint64_t carry = 0;
    for (const std::uint32_t l : limbs_) {
      const std::uint64_t product = static_cast<std::uint64_t>(l) * factor + carry;
      out.limbs_.push_back(static_cast<std::uint32_t>(product));
      carry = product >> 32U;
    }
    if (carry != 0) out.limbs_.push_back(static_cast<std::uint32_t>(carry));
    return out;
  }

  std::vector<std::uint32_t> limbs_;
};

}  // namespace taper::detail
