// One fall on the clock by which it is judged, its own or the run's, and the steps at which long falls are read.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "taper/dynamics.hpp"

namespace taper::detail {

/// The steps of a fall (local steps first … last) on the clock by which it is judged.
class judged_fall {
 public:
  judged_fall(const fall_view& fall, judged_clock clock)
      : fall_(fall),
        on_run_(clock == judged_clock::whole_run),
        first_(fall.line.first_falling()),
        last_(fall.line.steps() - 1) {
    if (fall_.order) first_ = std::max(first_, fall_.line.fall_begin().ceil() + 1);  // rank 0 is x = 0
    if (on_run_) ahead_ = static_cast<double>(fall_.begin) + fall_.line.fall_begin().real();
  }

  [[nodiscard]] bool empty() const { return first_ > last_; }
  [[nodiscard]] std::uint64_t first() const { return first_; }
  [[nodiscard]] std::uint64_t last() const { return last_; }
  [[nodiscard]] const fall_view& view() const { return fall_; }
  /// T_f, or the length of the run on its clock.
  [[nodiscard]] double length() const { return on_run_ ? static_cast<double>(fall_.total) : fall_.line.fall_length(); }
  [[nodiscard]] double time(std::uint64_t t) const { return ahead_ + fall_.time_at(t); }
  /// The end of the fall on the clock.
  [[nodiscard]] double end() const { return fall_.line.fall_length() + ahead_; }
  [[nodiscard]] double window(std::uint64_t t) const { return fall_.window_at(t); }
  [[nodiscard]] double odds(std::uint64_t t) const { return fall_.odds_at(t); }
  [[nodiscard]] double gamma_bar(std::uint64_t t) const { return odds(t) / time(t); }
  /// Window and odds at a real time of the clock: 1 and 0 before the fall, the window's end after it.
  [[nodiscard]] double window_at(double time) const { return fall_.window(fall_.phase_of(time - ahead_)); }
  [[nodiscard]] double odds_at(double time) const { return fall_.odds(fall_.phase_of(time - ahead_)); }
  /// Whether the late stage reads a step: those within one step of the fall's end, and always the last one.
  [[nodiscard]] bool is_late(std::uint64_t t) const {
    if (t == last_) return true;
    return fall_.order ? fall_.at(t).rest * fall_.line.fall_length() <= 1.0 : fall_.line.remaining(t) <= 1.0;
  }
  /// The last step at or before a time of the clock.
  [[nodiscard]] std::optional<std::uint64_t> last_before(double limit) const {
    if (empty() || time(first_) > limit) return std::nullopt;
    std::uint64_t low = first_;
    std::uint64_t high = last_ + 1;
    while (high - low > 1) {
      const std::uint64_t middle = low + (high - low) / 2;
      (time(middle) <= limit ? low : high) = middle;
    }
    return low;
  }

 private:
  const fall_view& fall_;
  bool on_run_;
  std::uint64_t first_;
  std::uint64_t last_;
  double ahead_ = 0.0;  ///< the clock's time at the begin of the fall
};

/// Steps from … to at which a fall is read: all if there are few, else a grid that is dense near both ends. For a
/// numeric window it includes both sides of every cliff.
std::vector<std::uint64_t> reading_steps(const judged_fall& fall, std::uint64_t from, std::uint64_t to);

/// Moves from reading k to the extreme between its neighbors, by golden section on whole steps.
template <class F>
std::uint64_t refine(const std::vector<std::uint64_t>& steps, std::size_t k, F&& height) {
  std::uint64_t low = k > 0 ? steps[k - 1] : steps[k];
  std::uint64_t high = k + 1 < steps.size() ? steps[k + 1] : steps[k];
  while (high - low > 3) {
    const std::uint64_t a = low + (high - low) * 2 / 5;
    const std::uint64_t b = low + (high - low) * 3 / 5;
    if (height(a) < height(b))
      low = a;
    else
      high = b;
  }
  std::uint64_t best = low;
  for (std::uint64_t t = low; t <= high; ++t) {
    if (height(t) > height(best)) best = t;
  }
  return best;
}

}  // namespace taper::detail
