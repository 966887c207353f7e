// What the launcher of a command says.
#include "configs/launcher.hpp"

#include <algorithm>
#include <string>

namespace taper::configs {
namespace {

// A whole number of an option of the launcher; empty for `auto`, a variable, or a range.
std::optional<std::int64_t> count(const keys& k, std::string_view path) {
  const node* const n = k.find(path);
  const std::optional<double> v = n != nullptr && !n->code ? number_in(n->text) : std::nullopt;
  return v && *v >= 1.0 && *v == static_cast<double>(cut(*v)) ? std::optional(cut(*v)) : std::nullopt;
}

// `localhost:0,1,2,3` of DeepSpeed's launcher.
std::optional<std::int64_t> listed(const keys& k, std::string_view path) {
  const node* const n = k.find(path);
  if (n == nullptr || n->code || n->text.find('@') != std::string::npos || n->text.find(':') == std::string::npos)
    return std::nullopt;
  return 1 + std::count(n->text.begin(), n->text.end(), ',');
}

std::optional<std::int64_t> by_launcher(const keys& k) {
  if (const auto all = count(k, "launcher/num_processes")) return all;
  for (const auto& [each, nodes] :
       {std::pair("launcher/nproc_per_node", "launcher/nnodes"), std::pair("launcher/num_gpus", "launcher/num_nodes"),
        std::pair("environment/NPROC_PER_NODE", "environment/NNODES")}) {
    const std::optional<std::int64_t> processes = count(k, each);
    if (!processes) continue;
    if (!k.has(nodes)) return processes;
    const std::optional<std::int64_t> machines = count(k, nodes);
    return machines ? std::optional(*processes * *machines) : std::nullopt;
  }
  return listed(k, "launcher/include");
}

}  // namespace

std::int64_t launched(const keys& k, report& out) {
  if (out.facts.world_size) return static_cast<std::int64_t>(*out.facts.world_size);
  if (const std::optional<std::int64_t> all = by_launcher(k)) return *all;
  if (const std::optional<std::int64_t> all = count(k, "world_size")) return *all;
  return processes(out);
}

}  // namespace taper::configs
