// Finds lengths that count something other than optimizer steps.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "taper/clock/batches.hpp"
#include "taper/libraries.hpp"
#include "taper/text.hpp"

namespace taper {

namespace {

std::string digits_of(std::uint64_t n) { return std::to_string(n); }

/// What a count that does not match the expected steps is likely to count; empty if unknown.
struct meaning {
  std::string_view id;
  std::string what;
};
std::optional<meaning> meaning_of(std::uint64_t count, std::uint64_t right, const batches& b) {
  const auto times = [&](std::uint64_t factor) {
    return factor > 1 && right <= UINT64_MAX / factor && count == right * factor;
  };
  if (times(b.accumulate))
    return meaning{"counts-micro-batches",
                   "counts micro-batches: " + digits_of(b.accumulate) + " of them are one optimizer step"};
  if (times(b.world_size))
    return meaning{"counts-devices", "counts the steps of all " + digits_of(b.world_size) +
                                         " devices together, as if every process stepped the scheduler"};
  if (b.accumulate <= UINT64_MAX / b.world_size && times(b.accumulate * b.world_size))
    return meaning{"counts-micro-batches",
                   "counts the micro-batches of all devices: " + digits_of(b.accumulate * b.world_size) +
                       " of them are one optimizer step"};
  return std::nullopt;
}

/// Compares the run length with the data that the run will see.
void judge_length(const run& r, const batch_clock& on, const amount& data, findings& into) {
  const result<std::uint64_t> right = on.steps_for(data);
  if (!right || *right == r.steps() || *right == 0) return;
  const batches& b = on.facts();
  const std::uint64_t n = r.steps();
  const std::string end = "; " + digits_of(*right) + " optimizer steps expected, " + digits_of(n) + " given";
  if (const std::optional<meaning> m = meaning_of(n, *right, b)) {
    into.add({severity::fault, std::string(m->id), std::nullopt, "run length " + m->what + end});
    return;
  }
  if (data.in == unit::epochs && static_cast<double>(n) == data.value) {
    into.add({severity::fault, "counts-epochs", std::nullopt, "run length counts epochs" + end});
    return;
  }
  if (on.ramps()) {
    batches flat = b;
    flat.ramp.clear();
    const result<batch_clock> without = batch_clock::make(flat);
    const result<std::uint64_t> steps = without ? without->steps_for(data) : result<std::uint64_t>(without.error());
    if (steps && *steps == n) {
      into.add({severity::fault, "ramp-left-out", n < *right ? std::optional(n) : std::nullopt,
                "run length leaves out the ramp of the batch size, whose small batches take more steps, so "
                "that the schedule ends before the data" +
                    end});
      return;
    }
  }
  into.add({severity::fault, "length-is-not-the-data", std::nullopt,
            "run length does not match the data: " + digits_of(*right) + " optimizer steps expected, " + digits_of(n) +
                " given"});
}

constexpr std::array<std::string_view, 12> ends = {
    "T_max",          "total_steps", "num_training_steps", "decay_steps",    "t_initial",        "total_num_steps",
    "training_steps", "max_steps",   "total_iters",        "lr_decay_steps", "transition_steps", "total_num_update"};

/// Compares the step counts of a library schedule with the run.
void judge_library(const library_schedule& s, const run& r, const batch_clock& on, findings& into) {
  const std::optional<std::uint64_t> epoch = on.steps_per_epoch();
  for (const auto& [parameter, value] : s.given()) {
    const bool is_end = std::ranges::find(ends, parameter->name) != ends.end();
    if (!is_end || value->is != written_value::kind::number || value->percent || !value->word.empty()) continue;
    const auto v = static_cast<std::uint64_t>(value->number);
    if (v == r.steps() || v < 2) continue;
    const std::string is = s.name() + ": " + std::string(parameter->name) + "=" + digits_of(v) + " ";
    const std::string end = "; the run has " + digits_of(r.steps()) + " optimizer steps";
    if (const std::optional<meaning> m = meaning_of(v, r.steps(), on.facts())) {
      into.add({severity::fault, std::string(m->id), std::nullopt, is + m->what + end});
    } else if (epoch && *epoch > 1 && v * *epoch == r.steps()) {
      into.add({severity::fault, "counts-epochs", v,
                is + "counts epochs, but the rate is stepped at every optimizer step" + end});
    }
  }
}

}  // namespace

findings unit_mistakes(const run& r, const batch_clock& on, const std::optional<amount>& data) {
  findings out;
  if (data) judge_length(r, on, *data, out);
  if (const node* root = r.source().root.get(); root != nullptr && root->library() != nullptr)
    judge_library(*root->library(), r, on, out);
  const std::optional<std::uint64_t> epoch = on.steps_per_epoch();
  if (!epoch || *epoch < 20) return out;
  const std::optional<modifier::warmup>& w = r.source().with.warmup;
  const double epochs = static_cast<double>(r.steps()) / static_cast<double>(*epoch);
  if (w && w->length.in == unit::steps && w->length.value > 0.0 && w->length.value <= epochs &&
      w->length.value * 20.0 <= static_cast<double>(*epoch)) {
    out.add({severity::note, "warmup-in-epochs", static_cast<std::uint64_t>(w->length.value),
             "warmup(" + print_number(w->length.value) + ") is " + print_number(w->length.value) +
                 " optimizer steps of " + digits_of(*epoch) + " per epoch; if epochs are meant, write warmup(" +
                 print_number(w->length.value) + "ep)"});
  }
  return out;
}

}  // namespace taper
