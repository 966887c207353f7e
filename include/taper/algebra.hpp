// Combined schedules: several schedules one after another, multiplied, bounded, or on another clock.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "taper/amount.hpp"
#include "taper/library_shape.hpp"
#include "taper/operation.hpp"
#include "taper/schedule.hpp"

namespace taper {

/// A schedule inside another: any schedule, a bare window, or a type of taper/library_types.hpp. Values without a peak are multipliers.
class part_of_schedule {
 public:
  part_of_schedule(schedule s) : schedule_(std::move(s)) {}  // NOLINT(google-explicit-constructor)
  template <window W>
  part_of_schedule(const basic_schedule<W>& s) : schedule_(erase(s)) {}  // NOLINT(google-explicit-constructor)
  template <window W>
  part_of_schedule(const W& w) : schedule_{any_window(w), {}} {}  // NOLINT(google-explicit-constructor)
  template <library_shape T>
  part_of_schedule(const T& shape) : schedule_(make(shape).value()) {}  // NOLINT(google-explicit-constructor)
  [[nodiscard]] const schedule& get() const noexcept { return schedule_; }

 private:
  schedule schedule_;
};

// Each function makes a schedule that is printed, bound and judged like any other. In text:
//
//   sequence([constant | warmup(50), linear], at=[1000])    product([cosine, linear])    loop(linear, every=100)
//   hold(cosine, at=50%, length=200)    between(cosine, 0.1, 0.01)    noise(cosine, 5%, seed=1)
//   clip(exp(beta=0.01), low=0.1)       shift(cosine, by=100)         staircase(cosine, every=100)
//
// Each throws bad_result if parse() of that text would give an error. At most 1000 levels may be nested, with at most
// 100000 schedules in total (most_contents). See docs/algebra.md; for t >= tau they continue as their parts do.

/// Part k from at[k-1] to at[k]; `at` empty: equal shares. Marks are rounded to whole steps.
schedule sequence(const std::vector<part_of_schedule>& parts, const std::vector<amount>& at = {},
                  scaling clock = scaling::rescaled);
/// The product of the parts, each over the whole run.
schedule product(const std::vector<part_of_schedule>& parts);
/// The bounds of clip; no `high`: none.
struct bounds {
  double low = 0.0;
  std::optional<double> high = {};
};
/// Not below `low`, not above `high`.
schedule clip(const part_of_schedule& of, const bounds& within);
/// The clock of `of` stops at step `at` for `length` steps, then continues; without `length` it stops permanently.
schedule hold(const part_of_schedule& of, amount at, std::optional<amount> length = std::nullopt);
/// `of` over `every` steps, repeated.
schedule loop(const part_of_schedule& of, amount every);
/// `of` sampled every `every` steps and constant in between, like a scheduler that steps once per epoch.
schedule staircase(const part_of_schedule& of, amount every);
/// `of` delayed by `by` steps; before that it has its first value.
schedule shift(const part_of_schedule& of, amount by);
/// `of` advanced by `by` steps: its first steps are skipped.
schedule shift_ahead(const part_of_schedule& of, amount by);
/// `from` where `of` is 1, `to` where it is 0: for hyperparameters other than the rate.
schedule between(const part_of_schedule& of, double from, double to);
/// `of` times 1 + a u, with u in [-1, 1) computed from the seed and the step: a pure function of the step.
schedule noise(const part_of_schedule& of, double amplitude, std::uint64_t seed = 0);

/// The same with errors as values, for arguments that come from data.
namespace checked {
result<schedule> sequence(const std::vector<part_of_schedule>& parts, const std::vector<amount>& at = {},
                          scaling clock = scaling::rescaled);
result<schedule> product(const std::vector<part_of_schedule>& parts);
result<schedule> clip(const part_of_schedule& of, const bounds& within);
result<schedule> loop(const part_of_schedule& of, amount every);
result<schedule> staircase(const part_of_schedule& of, amount every);
result<schedule> shift_ahead(const part_of_schedule& of, amount by);
}  // namespace checked

}  // namespace taper
