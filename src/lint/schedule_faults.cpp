// Faults of the schedule itself, whatever the format: those of `check`, by the ids of configurations.
#include <algorithm>

#include "lint/parts.hpp"
#include "taper/configs/findings.hpp"

namespace taper::linting {
namespace {

struct renamed {
  std::string_view of_check;
  std::string_view of_config;
};

constexpr renamed same[] = {
    {"unfinished-decay", "decay-unfinished"},  {"climb", "climbs-again"},
    {"climbs-after-end", "climbs-again"},      {"climbs-after-the-fall", "climbs-again"},
    {"grows", "climbs-again"},                 {"zero-rate", "rate-zero-tail"},
    {"peak-never-reached", "warmup-exceeds-run"}, {"seam-jump", "jump-after-warmup"},
    {"silently-constant", "never-decays"},
};

std::string id_of(std::string_view of_check) {
  const auto* const found = std::ranges::find(same, of_check, &renamed::of_check);
  return std::string(found != std::end(same) ? found->of_config : of_check);
}

topic topic_of(std::string_view id) {
  if (const config_finding_kind* const kind = config_finding_kind_of(id)) return kind->about;
  const finding_kind* const kind = check_finding(id);
  return kind != nullptr ? kind->about : topic::other;
}

bool covered(const config_reading& reading, const std::string& id) {
  const topic about = topic_of(id);
  const auto same_topic = [&](const config_finding& f) {
    return f.id == id || (about != topic::other && topic_of(f.id) == about);
  };
  return std::ranges::any_of(reading.faults, same_topic) || std::ranges::any_of(reading.notes, same_topic);
}

}  // namespace

void add_schedule_faults(config_reading& reading, const check_report& check) {
  std::vector<config_finding> added;
  for (const finding& f : check.faults) {
    std::string id = id_of(f.id);
    if (!covered(reading, id)) added.push_back({std::move(id), "", 0, f.message});
  }
  reading.faults.insert(reading.faults.end(), added.begin(), added.end());
}

}  // namespace taper::linting
