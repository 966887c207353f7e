// What the launcher of a command says.
#include "configs/launcher.hpp"

namespace taper::configs {

std::int64_t launched(const keys& k, report& out) {
  if (out.facts.world_size) return static_cast<std::int64_t>(*out.facts.world_size);
  for (const char* const key : {"launcher/num_processes", "world_size"}) {
    if (const std::optional<std::int64_t> all = k.whole(key, 1)) return *all;
  }
  if (const std::optional<std::int64_t> each = k.whole("launcher/nproc_per_node", 1))
    return *each * k.whole("launcher/nnodes", 1).value_or(1);
  return processes(out);
}

}  // namespace taper::configs
