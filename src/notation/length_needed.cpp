// Which schedules need the length of their run, and what in them needs it.
#include <string>

#include "taper/endless.hpp"
#include "taper/notation.hpp"

namespace taper {

std::optional<error> length_needed(const composition& c, std::string_view shape) {
  const auto needed = [](std::string text, std::string instead = {}) {
    return error{errc::missing, std::move(text), error::nowhere, std::move(instead)};
  };
  const auto percent = [&](std::string_view name, const amount& a) -> std::optional<error> {
    if (a.in != unit::percent) return std::nullopt;
    const std::string text = std::string(name) + "(" + print_number(a.value) + "%)";
    return needed(text + " is a part of the run and needs its length",
                  "write " + std::string(name) + " in steps: " + std::string(name) + "(500)");
  };
  if (c.rule) return needed(c.rule->spelled().name + " is bound to the length of the run and needs it");
  const bool forever = c.restarts && c.restarts->first;
  if (c.restarts && !forever) {
    return needed("restarts(" + std::to_string(c.restarts->count.value_or(1)) +
                      ") divides the run into cycles and needs its length",
                  "write restarts(first=100, forever)");
  }
  if (c.sequence == input::kronecker_sorted) {
    return needed("kronecker(sorted) puts the points of the whole run in order and needs its length",
                  "plain kronecker needs none");
  }
  if (c.warmup) {
    if (std::optional<error> e = percent("warmup", c.warmup->length)) return e;
  }
  if (!forever) {  // what follows is of each cycle otherwise
    if (c.full) return needed("full shares the run between rise and fall and needs its length");
    if (c.cooldown) {
      return needed("cooldown is counted back from the end of the run and needs its length",
                    "write hold in steps: hold(500)");
    }
    if (c.hold) {
      if (std::optional<error> e = percent("hold", c.hold->length)) return e;
    }
  }
  if (forever || c.sequence == input::kronecker || shape == constant::info.name) return std::nullopt;
  return needed(std::string(shape) + " falls over the whole run and needs its length",
                "with kronecker or restarts(first=100, forever) a schedule needs none");
}

}  // namespace taper
