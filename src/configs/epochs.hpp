// The clock of frameworks that count epochs.
#pragma once

#include <cstdint>
#include <optional>

#include "configs/reader.hpp"

namespace taper::configs {

/// The batches of an epoch: as given; or from the number of examples and the examples of a batch in all processes (0: not
/// known), where the last, shorter batch counts unless it is dropped; or from the given length of the run and its number
/// of epochs. Otherwise an error that says what to give.
std::optional<std::int64_t> batches_of_epoch(report& out, std::int64_t epochs, std::int64_t batch,
                                             bool drops_last = false);

/// Adds the note that the clock counts batches, and several batches make one update.
void note_batches(report& out, const keys& k, std::string_view key, const std::string& updates_from);

}  // namespace taper::configs
