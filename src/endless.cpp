// Finds whether a schedule needs the length of its run, and which part needs it.
#include "taper/endless.hpp"

#include <string>

#include "taper/text.hpp"

namespace taper {

result<void> length_needed(const composition& c, std::string_view shape, const node* root) {
  const auto needed = [](std::string_view of, const std::string& rest, std::string instead = {}) {
    error e = failed_on(std::string(of), errc::missing, rest + " needs its length", std::move(instead));
    e.needs = "steps";
    return e;
  };
  const auto percent = [&](const char* of, const amount& a) -> result<void> {
    if (a.in != unit::percent) return {};
    return needed(of, "(" + print_number(a.value) + "%) is a part of the run and",
                  "write " + std::string(of) + " in steps: " + std::string(of) + "(500)");
  };
  if (root != nullptr) return needed(root->name(), " is bound to the length of the run and");
  const bool forever = c.restarts && c.restarts->first;
  if (c.restarts && !forever) {
    return needed("restarts", "(" + std::to_string(c.restarts->count.value_or(1)) + ") divides the run into cycles and",
                  "write restarts(first=100, forever)");
  }
  if (c.sequence == input::kronecker_sorted)
    return needed("kronecker", "(sorted) puts the points of the whole run in order and", "write plain kronecker");
  if (c.warmup) TAPER_CHECK(percent("warmup", c.warmup->length));
  if (!forever) {  // with `forever` the following applies to each cycle
    if (c.full) return needed("full", " shares the run between rise and fall and");
    if (c.cooldown)
      return needed("cooldown", " is counted back from the end of the run and", "write hold in steps: hold(500)");
    if (c.hold) TAPER_CHECK(percent("hold", c.hold->length));
  }
  if (forever || c.sequence == input::kronecker || shape == constant::info.name) return {};
  return needed(shape, " falls over the whole run and");
}

}  // namespace taper
