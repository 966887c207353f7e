// One reading of a whole log: a window with a warmup before it, over it or times it, a hold and a floor.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "logs/recover/model.hpp"
#include "logs/recover/propose.hpp"

namespace taper::inspection {

/// Position of the warmup relative to the fall.
enum class warmup_place : unsigned char {
  before,  ///< the fall begins where the warmup (and the hold) ends
  over,    ///< the fall counts from 0, the warmup takes its place at first
  times,   ///< the fall counts from 0 and is multiplied by the warmup
};

/// Steps of a warmup or a hold: whole ones, or a part of the total in percent.
struct part_of_run {
  double steps = 0.0;
  double percent = 0.0;  ///< 0: `steps` is whole
};

/// A schedule in the scheduler's counter, without its peak.
struct reading {
  std::shared_ptr<const window_form> form;
  warmup_place place = warmup_place::before;
  part_of_run warmup;
  part_of_run hold;
  ramp_kind ramp = ramp_kind::linear;
  double from = 0.0;  ///< of the peak
  std::int64_t total = 0;
  double ratio = 0.0;  ///< floor / peak
  double peak = 0.0;
  std::int64_t lag = 0;
  bool climbs = false;  ///< a cosine that goes on past its end

  /// Rate / peak at a counter.
  [[nodiscard]] double unit(double c) const noexcept;
  /// The schedule.
  [[nodiscard]] result<schedule> source() const;
  /// Its text; empty where its parts make no schedule.
  [[nodiscard]] std::string spec() const;
  /// The same as a model: by its parts if its amounts are whole, else by its listed rates.
  [[nodiscard]] std::optional<model> as_model(std::int64_t reach) const;
};

/// The peaks at which the reading fits all rows but `odd` of them at most.
[[nodiscard]] std::optional<peak_range> peaks_of(const reading& r, std::span<const point> rows, std::size_t odd);

}  // namespace taper::inspection
