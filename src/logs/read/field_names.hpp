// Finds the columns or keys of step, rate and loss, for all readers.
#pragma once

#include <string>
#include <string_view>

namespace taper::inspection {

/// The meaning of a key.
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

/// A classified key. If a row has several keys of one kind, the highest weight wins (`loss` over `train_loss_epoch`).
struct field_name {
  field kind = field::none;
  int weight = 0;
  std::string group;  ///< the parameter group in a rate's key (`lr-AdamW/pg1` gives `AdamW/pg1`)
};

/// Classifies a key by its words, regardless of case and separators.
[[nodiscard]] field_name classify_field(std::string_view key);

/// Whether a key ends with "base lr" or "base learning rate": the current rate in some logs, a setting in others.
[[nodiscard]] bool names_base_rate(std::string_view key);

/// Words that change the meaning of a following rate (`base lr`) or step (`per step`).
[[nodiscard]] bool spoils_rate(std::string_view word);
[[nodiscard]] bool spoils_step(std::string_view word);

}  // namespace taper::inspection
