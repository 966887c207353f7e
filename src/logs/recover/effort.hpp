// The work that a search may do: rates computed, counted in one place, so that no log takes longer than its rows allow.
#pragma once

#include <cstdint>

namespace taper::inspection {

/// Counts the rates that are computed on this thread while it lives. Nested counters limit parts of the work.
class effort {
 public:
  explicit effort(std::uint64_t limit) noexcept;
  ~effort();
  effort(const effort&) = delete;
  effort& operator=(const effort&) = delete;
  effort(effort&&) = delete;
  effort& operator=(effort&&) = delete;

  [[nodiscard]] std::uint64_t spent() const noexcept { return spent_; }

 private:
  friend void spend(std::uint64_t rates) noexcept;
  friend bool exhausted() noexcept;
  friend std::uint64_t effort_left() noexcept;
  std::uint64_t spent_ = 0;
  std::uint64_t limit_;
  effort* before_;
};

/// Adds to the count, if there is one.
void spend(std::uint64_t rates) noexcept;

/// What is left of the limit.
[[nodiscard]] std::uint64_t effort_left() noexcept;

/// Whether the limit is reached: a search stops and takes the best that it has.
[[nodiscard]] bool exhausted() noexcept;

}  // namespace taper::inspection
