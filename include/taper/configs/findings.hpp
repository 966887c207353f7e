// Every id of a fault or note about a configuration: its meaning, and the source of the behavior it reports.
#pragma once

#include <algorithm>
#include <string_view>

#include "taper/verdict/finding_ids.hpp"

namespace taper {

/// One id. `about` is its topic: findings of one topic on one file do not repeat each other.
struct config_finding_kind {
  std::string_view id;
  bool fault = false;  ///< a fault unless the reader reports it as a note
  topic about = topic::other;
  std::string_view meaning;
  std::string_view source;
};

/// The ids of `lint`; faults first. Findings of the schedule itself that no other id covers keep the ids of `check`.
inline constexpr config_finding_kind config_findings[] = {
    {"warmup-exceeds-run", true, topic::peak, "the warmup is not shorter than the run: the peak is never reached",
     "definition"},
    {"warmup-clamped", true, topic::peak, "the framework shortens the warmup, silently or with a warning",
     "torchtitan components/lr_scheduler.py; Megatron-Bridge training/config.py"},
    {"decay-clamped", true, topic::fall, "the framework shortens the fall, silently or with a warning",
     "torchtitan components/lr_scheduler.py"},
    {"warmup-conflict", true, topic::other, "two keys for the warmup; which of them counts may depend on the release",
     "transformers 4.57.1, 5.12.0, 5.24.0 training_args.py"},
    {"length-conflict", true, topic::length,
     "two keys for the length of the run, which give different lengths; only one counts",
     "transformers trainer.py: a positive max_steps replaces num_train_epochs"},
    {"unknown-scheduler", true, topic::other, "the framework has no schedule of this name: the run stops",
     "the framework's list of schedules"},
    {"min-above-peak", true, topic::climb, "the floor is above the peak: the rate climbs, or the run stops",
     "definition"},
    {"key-ignored", true, topic::other, "a key about the rate that this schedule never reads",
     "the framework's schedules"},
    {"scheduler-overridden", true, topic::other, "another section or file sets the rate",
     "transformers integrations/deepspeed.py"},
    {"rate-zero-tail", true, topic::zero, "the rate is 0 for steps before the end of the run", "definition"},
    {"last-rate-zero", false, topic::zero, "the last step has the rate 0", "definition"},
    {"decay-unfinished", true, topic::fall, "the run ends while the rate is well above its floor", "definition"},
    {"never-decays", true, topic::fall, "the configuration has a fall, and the rate does not fall", "definition"},
    {"jump-after-warmup", true, topic::other, "the rate jumps where the warmup ends",
     "Megatron-LM core/optimizer_param_scheduler.py; NeMo core/optim/lr_scheduler.py"},
    {"milestone-beyond-end", true, topic::fall, "a drop lies beyond the run and never happens", "definition"},
    {"milestone-in-warmup", true, topic::other, "a drop lies in the warmup, which then aims at the lowered rate",
     "detectron2 solver/build.py"},
    {"warmup-falls", true, topic::other, "the warmup starts above the peak", "timm scheduler/scheduler.py"},
    {"gamma-not-cumulative", true, topic::other, "one factor for several drops is not applied again at each of them",
     "PaddleDetection ppdet/optimizer/optimizer.py"},
    {"climbs-again", true, topic::climb, "the rate climbs after it fell", "definition"},
    {"unit-mismatch", true, topic::length,
     "a number in another unit than its key has: a part as steps, steps as a part",
     "the framework's reader of the key"},
    {"rejected", true, topic::other, "another value or combination that stops the run", "the framework's own checks"},
    {"default-changed", false, topic::other, "a wrapper changes a default that the file leaves out",
     "the wrapper's patch"},
    {"default-used", false, topic::other, "a key that the file leaves out has the framework's default",
     "the framework's defaults"},
    {"version-dependent", false, topic::other, "releases of the framework give different rates", "both releases"},
    {"another-rate", false, topic::other, "other parameters have another rate", "the framework's parameter groups"},
    {"one-process", false, topic::length, "counted for one process, because the number of processes is not known",
     "definition"},
    {"counts-batches", false, topic::length, "the clock counts batches, and several batches make one update",
     "Ultralytics engine/trainer.py; MMEngine optim_wrapper"},
    {"scaled-rate", false, topic::other, "the framework multiplies the rate in the file",
     "timm train.py; detectron2 engine/defaults.py"},
    {"longer-than-epochs", false, topic::length, "more epochs run than the file says", "timm scheduler_factory.py"},
    {"base-not-read", false, topic::other, "a file that the configuration is merged over is not read", "definition"},
    {"arguments-unknown", false, topic::other, "a command takes further options that its file does not show",
     "definition"},
    {"packed-examples", false, topic::length,
     "packing joins examples, so that their number is not that of the data set", "TRL trainer/sft_trainer.py"},
    {"several", false, topic::other, "several parts of the file have the same schedule", "definition"},
    {"length-rounded", false, topic::length, "the schedule and the run may differ by a few steps",
     "open-instruct finetune.py"},
    {"stops-early", false, topic::length, "the run may stop before its length", "fairseq dataclass/configs.py"},
    {"two-lengths", false, topic::length, "the run ends with the first of two lengths", "fairseq dataclass/configs.py"},
    {"number-as-text", false, topic::other, "a number that readers of YAML 1.1 take as text",
     "transformers 5.12.0 with PyYAML 6"},
    {"no-counterpart", false, topic::other, "the schedule that remains cannot be written in this notation",
     "definition"},
    {"rate-unusual", false, topic::other,
     "the peak is more than ten times outside the rates of published trainings with this optimizer or model size",
     "src/lint/usual_rates.cpp has a source for each range"},
};

/// The row of an id; null if it is not an id of a configuration.
constexpr const config_finding_kind* config_finding_kind_of(std::string_view id) noexcept {
  const auto* const found = std::ranges::find(config_findings, id, &config_finding_kind::id);
  return found == std::end(config_findings) ? nullptr : found;
}

}  // namespace taper
