// Which column or key of a log is the step, the rate, the loss: one place for all readers.
#pragma once

#include <string>
#include <string_view>

namespace taper::inspection {

/// What a key holds.
enum class field : unsigned char {
  none,
  step,
  epoch,
  rate,
  loss,
  eval_loss,
  grad_norm,
  max_steps,
  per_epoch,  ///< steps of an epoch
  skipped,
  run,
  phase  ///< training or validation, in words
};

/// A key, judged. A higher weight wins where a row has several keys of one kind (`loss` over `train_loss_epoch`).
struct field_name {
  field kind = field::none;
  int weight = 0;
  std::string group;  ///< the parameter group in a rate's key (`lr-AdamW/pg1` gives `AdamW/pg1`)
};

/// Judges a key by its words; case and separators do not matter.
[[nodiscard]] field_name classify_field(std::string_view key);

/// Words that make another thing of a rate (`base lr`) or of a step (`per step`) when they stand before it.
[[nodiscard]] bool spoils_rate(std::string_view word);
[[nodiscard]] bool spoils_step(std::string_view word);

}  // namespace taper::inspection
