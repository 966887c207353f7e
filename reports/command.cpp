#include "reports/command.hpp"

#include <algorithm>

namespace taper::reports {

std::string command_of(const suggested_call& call) {
  std::string out = "taper " + std::string(call.function) + " \"" + call.spec + "\"";
  for (const auto& [name, value] : call.arguments) {
    std::string option(name);
    std::ranges::replace(option, '_', '-');
    out += " --" + option + " " + std::to_string(value);
  }
  return out;
}

}  // namespace taper::reports
