// A recovered schedule in the scheduler's own counter: rise, hold, fall; values,
// the counters that give a rate, its text.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "logs/recover/curve.hpp"
#include "logs/recover/shape.hpp"
#include "taper/logs/log.hpp"

namespace taper::inspection {

/// One logged rate as an interval.
struct point {
  std::int64_t step = 0;
  double value = 0.0;
  double low = 0.0;
  double high = 0.0;
};

/// The rate that sets the rounding of a schedule's arithmetic: the largest one, except if the first eighth of the rows
/// is far above the rest (the biases of YOLOv5 begin at 0.1).
[[nodiscard]] double scale_of(const log_series& series);

/// The points of a series: rows with a rate, in the order of the file.
[[nodiscard]] std::vector<point> points_of(const log_series& series, const rate_precision& precision);

/// How a warmup rises in a log, of the rises of `taper::rise` those that rows show. `from_one` is written as a linear rise from
/// 1 / W over W - 1 steps.
enum class ramp_kind : unsigned char {
  linear,     ///< from + (1 - from) c / W
  from_one,   ///< (c + 1) / W: the first step is not zero (torchtitan, llm.c)
  logarithm,  ///< from + (1 - from) ln(c + 1) / ln W (DeepSpeed WarmupLR)
  cosine,     ///< from + (1 - from) (1 - cos(pi c / W)) / 2 (one-cycle)
};

/// Whole counters [first, last].
struct counter_range {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

/// Ranges of warmup and total of a listed schedule that the rows allow.
struct open_lengths {
  std::int64_t warmup_least = 0;
  std::int64_t warmup_most = 0;
  std::int64_t total_least = 0;
  std::int64_t total_most = 0;
  std::string reason{};  ///< why the rows determine nothing
};

/// The rate as a function of the counter c = 0, 1, 2 … of the scheduler.
struct model {
  shape form;
  double peak = 0.0;
  double floor = 0.0;  ///< absolute
  std::int64_t warmup = 0;
  ramp_kind ramp = ramp_kind::linear;
  double from = 0.0;  ///< fraction of the peak
  std::int64_t hold = 0;
  double length = 0.0;                    ///< of the fall; whole for windows, a timescale for the others
  std::shared_ptr<const curve> listed{};  ///< where the schedule is known by its rates: restarts, drops, one-cycle
  std::optional<open_lengths> open{};
  std::int64_t every = 1;        ///< steps for which a listed rate stays: an epoch
  std::optional<double> bits{};  ///< what it assumes, where its text has the same number twice

  [[nodiscard]] double operator()(std::int64_t c) const noexcept;
  /// 1 at the peak, 0 at the floor; the warmup as a fraction of the peak. rate = floor·(1-g) + peak·g on the fall.
  [[nodiscard]] double fraction(std::int64_t c) const noexcept;

  /// The first counter that has a rate: -1 after a logarithm from ln 1,
  /// whose scheduler (DeepSpeed's) counts from there.
  [[nodiscard]] std::int64_t first_counter() const noexcept {
    return !listed && warmup > 0 && ramp == ramp_kind::logarithm ? -1 : 0;
  }

  /// Warmup, hold and fall in steps; 0 where the shape has no end.
  [[nodiscard]] std::int64_t total() const noexcept;

  /// The whole counters at which the rate lies in [low, high]: one range each for rise, hold, fall, after the end.
  void counters(double low, double high, std::vector<counter_range>& out) const;

  /// Free parameters, for choosing the simpler of two.
  [[nodiscard]] int complexity() const noexcept;
};

/// The shortest decimal inside [low, high].
[[nodiscard]] double roundest(double low, double high);

/// Significant digits of the shortest text of x.
[[nodiscard]] int digits_of(double x);

/// The model as a schedule; an error where a parameter is out of its range.
[[nodiscard]] result<schedule> schedule_of(const model& m);
/// How the notation writes a rise; `from_one` is a linear one from 1 / W.
[[nodiscard]] taper::rise written_rise(ramp_kind ramp) noexcept;

/// The model in taper's notation, e.g. `linear | warmup(500) | peak(1e-05)`.
[[nodiscard]] std::string notation_of(const model& m);

/// The largest counter that is distinguished; beyond it everything is "after the end".
inline constexpr std::int64_t far_counter = std::int64_t{1} << 53;

}  // namespace taper::inspection
