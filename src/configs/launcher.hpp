// What the launcher of a command says: torchrun --nproc_per_node=8, accelerate launch --num_processes 4.
#pragma once

#include <cstdint>

#include "configs/reader.hpp"

namespace taper::configs {

/// The number of data-parallel processes: as given; or what the launcher before the script, or `world_size` in a dump of
/// arguments, says; or 1 with a note.
[[nodiscard]] std::int64_t launched(const keys& k, report& out);

}  // namespace taper::configs
