// Schedules that are not one rise, hold and fall: restarts, cosines that continue past their end, drops, one-cycle.
// Each is proposed as a schedule, whose rates are then compared with the rows.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "logs/recover/propose.hpp"

namespace taper::inspection {

/// Properties of a schedule known only by its rates, for faults and ranges.
struct listing {
  fall kind = fall::cycles;
  std::int64_t steps = 0;  ///< length to which the schedule is bound; the total if the kind has an end
  std::int64_t warmup = 0;
  double peak = 0.0;
  double floor = 0.0;
  std::int64_t reach = 0;  ///< counters that are listed
  int unknowns = 2;        ///< besides peak, warmup and total
  std::string remark{};
};
/// The rates of a schedule as a model. Empty if there is no such schedule.
[[nodiscard]] std::optional<model> listed_model(result<schedule> source, const listing& l);
/// A schedule at a peak.
[[nodiscard]] result<schedule> at_peak(result<schedule> source, double peak);

/// Rows [first, last) whose rate jumps up repeatedly: cosine or linear cycles, equal or growing, with a decay.
void propose_cycles(std::span<const point> points, std::size_t first, std::size_t last, const hints& known,
                    std::vector<hypothesis>& out);

/// Rows that stay and drop: by one factor at equal steps, at milestones, or to any values.
void propose_stairs(std::span<const point> points, std::size_t first, std::size_t last, const hints& known,
                    std::vector<hypothesis>& out);

/// Whether the rates after the highest stay and drop by far more than their rounding; then there is no curved fall.
[[nodiscard]] bool drops_clearly(std::span<const point> points, std::size_t first, std::size_t last);

/// One rise and one fall by cosines (PyTorch's OneCycleLR).
void propose_one_cycle(std::span<const point> points, std::size_t first, std::size_t last, const hints& known,
                       std::vector<hypothesis>& out);

/// Straight pieces: one cycle in two or three phases, repeated triangles (PyTorch's OneCycleLR, CyclicLR).
void propose_triangles(std::span<const point> points, std::size_t first, std::size_t last, const hints& known,
                       std::vector<hypothesis>& out);

/// Rates that are constant within each epoch.
void propose_epochs(std::span<const point> points, std::size_t first, std::size_t last, const hints& known,
                    std::vector<hypothesis>& out);

/// A cosine that continues past its end and rises (PyTorch's CosineAnnealingLR, Hugging Face's cosine).
[[nodiscard]] std::optional<model> climbing(const model& cosine, std::int64_t reach);

}  // namespace taper::inspection
