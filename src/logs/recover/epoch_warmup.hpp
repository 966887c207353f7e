// Logs with one row for each epoch whose first rows are a warmup by batches.
#pragma once

#include <span>

#include "logs/recover/reading.hpp"

namespace taper::inspection {

/// Whether `rows`, which come before those of `schedule`, are a warmup by batches, logged at the end of each epoch:
/// rate(e) = b + (s(e) - b) (e + 1 - 1/n) / w with s the schedule without its lag, n batches in an epoch and a warmup of
/// w epochs. b is 0, or 0.1 for the biases (YOLOv5, Ultralytics).
[[nodiscard]] bool is_warmup_by_batches(std::span<const point> rows, const reading& schedule);

}  // namespace taper::inspection
