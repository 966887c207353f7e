// The clock of a run: batch size, accumulation, world size, sequence length, batch-size ramps; and detection of
// unit mistakes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "taper/amount.hpp"
#include "taper/result.hpp"
#include "taper/schedule.hpp"
#include "taper/verdict.hpp"

namespace taper {

/// From a step on, the number of samples per step, over all devices.
struct batch_stage {
  std::uint64_t from_step = 0;
  std::uint64_t samples_per_step = 1;
  friend bool operator==(const batch_stage&, const batch_stage&) = default;
};

/// The composition of batches. 0 means unknown.
struct batches {
  std::uint64_t batch_size = 0;       ///< samples of one device in one forward pass
  std::uint64_t accumulate = 1;       ///< forward passes before one optimizer step
  std::uint64_t world_size = 1;       ///< devices with separate data
  std::uint64_t sequence_length = 0;  ///< tokens of one sample
  std::uint64_t dataset_size = 0;     ///< samples of one epoch
  enum class remainder : unsigned char { keep, drop } last = remainder::keep;  ///< of an epoch's last, smaller batch
  std::vector<batch_stage> ramp = {};  ///< ascending from step 0; empty: one size throughout
};

/// A ramp from text: STEP:BATCH,STEP:BATCH,… beginning with step 0.
result<std::vector<batch_stage>> read_ramp(std::string_view text);
/// Megatron's --rampup-batch-size START INCREMENT SAMPLES up to the full batch, stage by stage as its calculator
/// counts: batch = start + floor(consumed / (samples / n)) increment, full after `samples`,
/// with n = (final_size - start) / increment.
result<std::vector<batch_stage>> megatron_ramp(std::uint64_t start, std::uint64_t increment, std::uint64_t samples,
                                               std::uint64_t final_size);

/// Counts steps, samples, tokens and epochs exactly, in whole numbers.
class batch_clock {
 public:
  /// Errors: a ramp that does not begin at step 0 or does not ascend; numbers beyond 2^53.
  static result<batch_clock> make(const batches& how);

  /// Samples seen before a step: all batches of the steps before it.
  [[nodiscard]] std::uint64_t samples_before(std::uint64_t step) const noexcept;
  /// The optimizer steps in which an amount of data is seen: the first step before which it has been, rounded up.
  /// Epochs of a constant batch are whole: steps_per_epoch() each, the remainder kept or dropped on every device.
  [[nodiscard]] result<std::uint64_t> steps_for(const amount& data) const;
  /// ceil or floor, depending on `last`, of dataset / world, / batch, / accumulate; nothing if one is unknown.
  [[nodiscard]] std::optional<std::uint64_t> steps_per_epoch() const noexcept;
  /// The clock of a run with a constant batch size.
  [[nodiscard]] clock plain() const noexcept;
  [[nodiscard]] const batches& facts() const noexcept { return how_; }
  [[nodiscard]] bool ramps() const noexcept { return stages_.size() > 1; }

 private:
  batches how_;
  std::vector<batch_stage> stages_;
  std::vector<std::uint64_t> seen_;  ///< samples before each stage
};

/// The schedule with every amount of epochs, samples and tokens converted to whole steps, also inside rules and parts:
/// needed for a batch-size ramp, because a step then has no fixed number of samples.
result<schedule> counted(const schedule& s, const batch_clock& on);

/// Unit mistakes: a length that counts micro-batches, devices, epochs or samples instead of optimizer steps, or ignores
/// a ramp; a parameter of another library's schedule with the same mistake; a warmup that looks like epochs.
/// `data` is the amount of data of the run, if known.
findings unit_mistakes(const run& r, const batch_clock& on, const std::optional<amount>& data = {});

}  // namespace taper
