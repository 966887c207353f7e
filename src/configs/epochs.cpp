// The clock of frameworks that count epochs.
#include "configs/epochs.hpp"

#include "taper/text.hpp"

namespace taper::configs {

std::optional<std::int64_t> batches_of_epoch(report& out, std::int64_t epochs, std::int64_t batch, bool drops_last) {
  const run_facts& given = out.facts;
  if (given.steps_per_epoch) return static_cast<std::int64_t>(*given.steps_per_epoch);
  if (given.dataset_size && batch > 0) {
    const auto examples = static_cast<std::int64_t>(*given.dataset_size);
    const std::int64_t batches = drops_last ? examples / batch : (examples + batch - 1) / batch;
    if (batches > 0) return batches;
    out.fail(failed(errc::out_of_range, "an epoch has less than one batch of " + std::to_string(batch)));
    return std::nullopt;
  }
  if (given.steps && epochs > 0 && static_cast<std::int64_t>(*given.steps) % epochs == 0)
    return static_cast<std::int64_t>(*given.steps) / epochs;
  out.fail(given.steps && epochs > 0
               ? no_length("the " + std::to_string(*given.steps) + " steps are not a multiple of " +
                               std::to_string(epochs) + " epochs",
                           "the number of steps per epoch")
               : no_length("it counts epochs", batch > 0 ? "the size of the data set, or the number of steps per epoch"
                                                         : "the number of steps per epoch"));
  return std::nullopt;
}

void note_batches(report& out, const keys& k, std::string_view key, const std::string& updates_from) {
  out.note("counts-batches", k.name(key), k.line(key),
           "steps are batches, as in the framework's own clock: " + updates_from + " batches make one update");
}

}  // namespace taper::configs
