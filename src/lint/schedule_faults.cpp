// Faults of the schedule itself, independent of the format: those of `check`, by the ids of configurations.
#include <algorithm>

#include "lint/parts.hpp"
#include "taper/configs/findings.hpp"

namespace taper::linting {
namespace {

struct renamed {
  std::string_view of_check;
  std::string_view of_config;
};

// The faults of `check` that a configuration can have; the others are properties of a library's schedule.
constexpr renamed same[] = {
    {"unfinished-decay", "decay-unfinished"},
    {"climb", "climbs-again"},
    {"climbs-after-end", "climbs-again"},
    {"climbs-after-the-fall", "climbs-again"},
    {"grows", "climbs-again"},
    {"zero-rate", "rate-zero-tail"},
    {"peak-never-reached", "warmup-exceeds-run"},
    {"seam-jump", "jump-after-warmup"},
    {"silently-constant", "never-decays"},
    {"never-decays", "never-decays"},
    {"steps-beyond-end", "rejected"},
    {"warmup-falls", "min-above-peak"},
};

// A fall that ends one step after the run counts as finished: some frameworks count steps this way.
bool one_step_short(const run& r) {
  const std::uint64_t n = r.steps();
  const double last = r(n - 1);
  const result<run> longer = r.source().bind(n + 2);
  if (longer && (*longer)(n - 1) == last) return (*longer)(n) <= 0.0 || (*longer)(n + 1) >= (*longer)(n);
  return n > 2 && last <= 1.01 * (r(n - 2) - last);  // its length is that of the run: a fall to 0
}

// Some libraries never apply their highest rate exactly; a schedule only rises if its last rate is its highest.
bool only_rises(const run& r) {
  const double last = r(r.steps() - 1);
  return r.steps() > 1 && last > r(r.steps() - 2) && last >= r(r.steps() / 2);
}

bool in_the_configuration(std::string_view of_check, const run& r) {
  if (of_check == "unfinished-decay") return !one_step_short(r);
  if (of_check == "peak-never-reached") return only_rises(r);
  return true;
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

// A fall longer than the run is a mistake if the rate is still high at the end. torchtitan's total_steps and
// Megatron-Bridge's max_steps ask for that.
void unfinished_on_purpose_or_not(config_reading& reading, const check_report& check) {
  const auto of_check = [](const finding& f) { return f.id == "unfinished-decay"; };
  if (reading.format == "torchtitan" || reading.format == "megatron-bridge" ||
      std::ranges::none_of(check.faults, of_check))
    return;
  const auto note = std::ranges::find(reading.notes, "decay-unfinished", &config_finding::id);
  if (note == reading.notes.end()) return;
  reading.faults.push_back(*note);
  reading.notes.erase(note);
}

}  // namespace

void add_schedule_faults(config_reading& reading, const run& bound, const check_report& check) {
  unfinished_on_purpose_or_not(reading, check);
  const config_reading as_read = reading;
  for (const finding& f : check.faults) {
    const auto* const known = std::ranges::find(same, f.id, &renamed::of_check);
    const bool fault = known != std::end(same);
    const std::string id(fault ? known->of_config : f.id);
    if (covered(as_read, id) || (fault && !in_the_configuration(f.id, bound))) continue;
    (fault ? reading.faults : reading.notes).push_back({id, "", 0, f.message});
  }
}

}  // namespace taper::linting
