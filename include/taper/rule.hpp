// The rates of a bound schedule that is not a window: a rate for every step.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "taper/amount.hpp"

namespace taper {

namespace combined {
struct combined_rates;
}  // namespace combined

/// The arguments of binding: the length of the run, its clock, and the base rate of the optimizer if given.
struct binding {
  std::uint64_t steps = 0;
  taper::clock timing{};
  std::optional<double> peak{};
};

/// Where a schedule rises by design.
struct designed_rises {
  bool anywhere = false;            ///< restarts, waves, noise: no rise is an error
  std::uint64_t before = 0;         ///< until this step it may rise: a warmup
  std::vector<std::uint64_t> at{};  ///< steps where a part of it begins, which may rise once more

  /// Adds those of another schedule that runs at the same time.
  void add(const designed_rises& other) {
    anywhere = anywhere || other.anywhere;
    before = before > other.before ? before : other.before;
    at.insert(at.end(), other.at.begin(), other.at.end());
  }
  /// Adds those of a part that begins at a step, on a clock that is `later` by this number of steps.
  void add_part(const designed_rises& part, std::uint64_t begin, std::uint64_t later) {
    anywhere = anywhere || part.anywhere;
    if (begin == 0) before = part.before;
    if (begin > 0) at.push_back(begin);
    for (const std::uint64_t t : part.at) at.push_back(t > UINT64_MAX - later ? UINT64_MAX : t + later);
  }
};

/// A rate for every step: a pure function, total and noexcept; the rule also defines the rates beyond the end.
class step_rule {
 public:
  step_rule() = default;
  step_rule(const step_rule&) = delete;
  step_rule& operator=(const step_rule&) = delete;
  virtual ~step_rule() = default;
  virtual double operator()(std::uint64_t t) const noexcept = 0;
  /// Where the schedule rises by design; empty: it may rise once, at its beginning.
  [[nodiscard]] virtual designed_rises rises() const { return {}; }
  /// The operation and the bound parts, if this is a combined schedule.
  [[nodiscard]] virtual const combined::combined_rates* combined() const noexcept { return nullptr; }
};

/// The highest rate over this number of steps, as the analysis samples them:
/// every step of a short run. 1 if none is above 0.
double highest_rate(const step_rule& rates, std::uint64_t steps);

}  // namespace taper
