// What one optimizer step is: batch size, accumulation, world size, sequence length, ramps of the batch size; and the
// mistakes of unit that a run makes against it.
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

/// From a step on, so many samples a step, over all devices.
struct batch_stage {
  std::uint64_t from_step = 0;
  std::uint64_t samples_per_step = 1;
  friend bool operator==(const batch_stage&, const batch_stage&) = default;
};

/// How batches are made. 0 stands for not known.
struct batches {
  std::uint64_t batch_size = 0;       ///< samples of one device in one forward pass
  std::uint64_t accumulate = 1;       ///< forward passes before one optimizer step
  std::uint64_t world_size = 1;       ///< devices with data of their own
  std::uint64_t sequence_length = 0;  ///< tokens of one sample
  std::uint64_t dataset_size = 0;     ///< samples of one epoch
  enum class remainder : unsigned char { keep, drop } last = remainder::keep;  ///< of an epoch's last, smaller batch
  std::vector<batch_stage> ramp = {};  ///< ascending from step 0; empty: one size throughout
};

/// A ramp from text: STEP:BATCH,STEP:BATCH,… beginning with step 0.
result<std::vector<batch_stage>> read_ramp(std::string_view text);
/// Megatron's --rampup-batch-size START INCREMENT SAMPLES up to the full batch, stage by stage as its calculator
/// counts: batch = start + floor(consumed / (samples / n)) increment with n = (final_size - start) / increment, full
/// after `samples`.
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
  /// ceil or floor, as `last` says, of dataset / world, / batch, / accumulate; nothing where one is not known.
  [[nodiscard]] std::optional<std::uint64_t> steps_per_epoch() const noexcept;
  /// The clock of a run, where the batch has one size.
  [[nodiscard]] clock plain() const noexcept;
  [[nodiscard]] const batches& facts() const noexcept { return how_; }
  [[nodiscard]] bool ramps() const noexcept { return stages_.size() > 1; }

 private:
  batches how_;
  std::vector<batch_stage> stages_;
  std::vector<std::uint64_t> seen_;  ///< samples before each stage
};

/// The schedule with every amount of epochs, samples and tokens counted into whole steps, also inside rules and parts:
/// needed where the batch ramps, since no single number of samples is a step then.
result<schedule> counted(const schedule& s, const batch_clock& on);

/// Mistakes of unit: a length that counts micro-batches, devices, epochs or samples instead of optimizer steps, a ramp
/// that was left out of it, a parameter of another library's schedule that does so, a warmup that looks like epochs.
/// `data` is what the run will see, if it is known.
findings unit_mistakes(const run& r, const batch_clock& on, const std::optional<amount>& data = {});

}  // namespace taper
