// Shared by all configurations for Hugging Face's Trainer.
#pragma once

#include "configs/reader.hpp"

namespace taper::configs {

/// Defaults and names that a wrapper of the Trainer changes.
struct hf_dialect {
  double rate = 5e-5;
  std::string_view scheduler = "linear";
  std::string_view scheduler_key = "lr_scheduler_type";
  double batch = 8.0;
  double accumulation = 1.0;  ///< 0: ceil(16 / batch / processes)
  double epochs = 3.0;
  double ratio = 0.0;               ///< warmup as a fraction of the run if the file gives none
  bool fills_stable_decay = false;  ///< if the numbers are missing: hold for a third, fall over the rest
  bool both_warmups_stop = false;   ///< giving both a ratio and a number of steps is an error
  bool generates = false;           ///< draws each prompt several times, so that an epoch has other steps
};

/// The number of optimizer steps; empty after an error.
std::optional<std::int64_t> hf_steps(const keys& k, const hf_dialect& d);
/// The warmup steps of a run of `steps`.
std::int64_t hf_warmup(const keys& k, const hf_dialect& d, std::int64_t steps);
/// One of the Trainer's schedules by its name.
void hf_schedule(const keys& k, const hf_dialect& d, const std::string& name, double rate, std::int64_t warmup,
                 std::int64_t steps);
/// Reads everything, from the rate to the schedule.
void read_hf(const keys& k, const hf_dialect& d);
/// Reads the DeepSpeed section of a Trainer's configuration. Returns true if it has a scheduler, which then replaces
/// the Trainer's.
bool read_hf_deepspeed(const keys& k, double rate, std::int64_t warmup, std::int64_t steps,
                       const std::string& overridden);

/// lr_scheduler_kwargs: a map, or a map as text.
class hf_extras {
 public:
  hf_extras(const keys& k, std::string_view path);
  [[nodiscard]] keys values() const;

 private:
  const keys& k_;
  std::string path_;
  node parsed_;
  const node* map_ = nullptr;
};

/// Keys of the Trainer that do not change the rates.
void hf_other_keys(const keys& k);

}  // namespace taper::configs
