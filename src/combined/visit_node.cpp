// What a node of the schedule tree does, by its kind: an operation or a library's schedule.
#include <utility>

#include "../libraries/row.hpp"
#include "part.hpp"
#include "taper/node.hpp"
#include "taper/schedule.hpp"

namespace taper {

result<std::shared_ptr<const step_rule>> node::bind(const binding& to) const {
  if (const operation* op = combined()) return combined::bind(*op, to);
  return libraries::bind(*library(), to);
}

std::optional<translation> node::as_native_schedule(const binding& to) const {
  return library() == nullptr ? std::nullopt : libraries::as_native_schedule(*library(), to);
}

std::vector<finding> node::findings(const binding& to) const {
  if (const operation* op = combined()) return combined::findings_of(*op, to);
  return libraries::findings_of(*library(), to);
}

}  // namespace taper
