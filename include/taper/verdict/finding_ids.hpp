// Every id of a fault or note of `check`, `inspect` and `watch`, and its meaning.
#pragma once

#include <algorithm>
#include <string_view>

namespace taper {

/// The topic of a finding. Findings of one topic in a report neither repeat nor contradict each other.
enum class topic : unsigned char { fall, climb, zero, peak, length, other };

/// One id.
struct finding_kind {
  std::string_view id;
  bool fault = false;
  topic about = topic::other;
  std::string_view meaning;
};

/// The ids of `check`. Those of `inspect` and `watch` are these and the ones in docs/inspect.md.
inline constexpr finding_kind check_findings[] = {
    {"unfinished-decay", true, topic::fall,
     "the last step is more than 10% of the peak above the level at which the schedule ends"},
    {"climb", true, topic::climb,
     "the rate climbs after it fell, although the schedule declares no rise there (by 0.1% of its highest rate)"},
    {"climbs-after-end", true, topic::climb, "the same, beyond the end of a cosine that its library does not stop"},
    {"climbs-after-the-fall", true, topic::climb, "the same, at the end of a fall"},
    {"grows", true, topic::climb, "the decay of the library increases the rate"},
    {"zero-rate", true, topic::zero,
     "the rate is 0 at every step, or for 10% of the run (at least 3 consecutive steps)"},
    {"peak-never-reached", true, topic::peak,
     "the run ends while the rate still rises, below 90% of its target; or a table stays below its peak"},
    {"negative-rate", true, topic::other, "a rate below 0"},
    {"below-floor", true, topic::other, "a line continues below its floor"},
    {"seam-jump", true, topic::other,
     "the rate jumps where the fall begins; where a part of a sequence begins: a note"},
    {"steps-beyond-end", true, topic::length, "the library stops, or raises an error, before the run ends"},
    {"unit-mistake", true, topic::length, "the run length does not match the data"},
    {"late-restart", true, topic::other, "a restart comes one step late because of rounding"},
    {"never-restored", true, topic::other, "an initial factor is never removed"},
    {"never-decays", true, topic::other, "a length of 0: the rate never falls"},
    {"silently-constant", true, topic::other, "a length or rate of 0 makes the rate constant without an error"},
    {"nan-under-jit", true, topic::other, "the rate is NaN under jax.jit"},
    {"warmup-ignored", true, topic::other, "the library ignores the warmup (llm.c's constant: a note)"},
    {"warmup-falls", true, topic::other, "the rate decreases during the warmup"},
    {"warmup-clamped", true, topic::other, "the warmup is longer than the run; the library shortens it"},
    {"first-rate-zero", true, topic::other, "step 0 has rate 0 although another rate was requested"},
    {"order-is-late", true, topic::other, "a list of multipliers is read two steps late"},
    {"cut-short", false, topic::fall, "the run ends shortly before the schedule does"},
    {"unfinished-cycle", false, topic::fall, "the run ends inside a cycle"},
    {"ends-above-zero", false, topic::fall, "a floor, or a schedule without an end"},
    {"ends-above-floor", false, topic::fall, "the last step is not on the floor"},
    {"past-the-end", false, topic::length, "the run continues after the end of the schedule, at its last rate"},
    {"rises-again", false, topic::climb, "the rate rises again where a part of the schedule begins"},
    {"climbs", false, topic::climb, "waves or cycles that rise again, as requested"},
    {"restarts", false, topic::climb, "the schedule restarts within the run"},
    {"rises", false, topic::climb, "a schedule that rises, as requested"},
    {"first-step-zero", false, topic::zero, "the first step has rate 0"},
    {"first-rate-twice", false, topic::other, "the first rate is applied twice"},
    {"first-step-at-min", false, topic::other, "the first step has the lowest rate"},
    {"no-rise", false, topic::other, "the run is so short that the warmup is rounded away"},
    {"decay-clamped", false, topic::other, "the fall is shortened to fit the run"},
    {"early-within-one-percent", false, topic::other, "the early stage is within its tolerance of one percent"},
    {"short-fall", false, topic::other, "a fall of fewer than 20 steps is too short for the rule to mean much"},
    {"judged-whole-cycle", false, topic::other, "the run ends inside its only cycle; the whole cycle is judged"},
    {"judged-by-table", false, topic::other, "no built-in window matches; judged from sampled rates"},
    {"not-an-annealing", false, topic::other, "a raw Kronecker sequence"},
    {"peak-ignored", false, topic::other, "peak(lr) does not affect the rates"},
    {"boundary-is-late", false, topic::other, "a boundary takes effect one step later than in PyTorch"},
    {"milestone-is-early", false, topic::other, "a milestone takes effect one step earlier than in PyTorch"},
    {"drop-is-late", false, topic::other, "a drop comes one step later than in PyTorch"},
    {"restart-by-logarithm", false, topic::other, "a restart that a resumed run misses"},
    {"resume-adds-steps", false, topic::other, "loading a checkpoint twice counts steps twice"},
};

/// The row of an id; null if it is not an id of `check`.
constexpr const finding_kind* check_finding(std::string_view id) noexcept {
  const auto* const found = std::ranges::find(check_findings, id, &finding_kind::id);
  return found == std::end(check_findings) ? nullptr : found;
}

}  // namespace taper
