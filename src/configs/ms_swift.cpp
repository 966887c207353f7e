// ms-swift: the Trainer's keys with its own defaults, or `megatron sft` with Megatron's keys.
#include "configs/hf.hpp"
#include "configs/megatron.hpp"

#include <algorithm>

namespace taper::configs {
namespace {

bool is_megatron(const document& d) {
  for (const char* const command : {"megatron sft", "megatron pt", "megatron rlhf"}) {
    if (d.command.find(command) != std::string::npos) return true;
  }
  return false;
}

void read_megatron_command(const keys& k, report& out) {
  const std::int64_t micro = k.whole_or("micro_batch_size", 1);
  const double epochs = k.number("num_train_epochs", 1.0);
  const double rate = k.word("tuner_type", "lora") == "full" ? 1e-5 : 1e-4;
  std::optional<std::int64_t> run;
  if (out.facts.dataset_size && !k.has("train_iters")) {
    const std::int64_t p = std::max<std::int64_t>(1, micro) * processes(out);
    const std::int64_t n = static_cast<std::int64_t>(*out.facts.dataset_size) / p * p;
    run = cut(static_cast<double>(n) * epochs) / std::max<std::int64_t>(1, k.whole_or("global_batch_size", 16));
  }
  read_megatron(k, {.style = "cosine", .fraction_wins = true, .default_rate = rate}, run);
}

bool recognizes(const document& d) {
  for (const char* const command :
       {"swift sft", "swift pt", "swift rlhf", "swift/cli/sft", "swift/cli/pt", "swift/cli/rlhf", "swift/cli/main"}) {
    if (d.command.find(command) != std::string::npos) return true;
  }
  return is_megatron(d) || d.root.find("sft_type") != nullptr || d.root.find("tuner_type") != nullptr ||
         (d.root.find("train_type") != nullptr && d.root.find("model") != nullptr);
}

void read(const document& d, const keys& k, report& out) {
  if (is_megatron(d)) return read_megatron_command(k, out);
  if (k.has("sft_type") && !k.has("tuner_type") &&
      !(k.has("learning_rate") && k.has("lr_scheduler_type") && (k.has("warmup_ratio") || k.has("warmup_steps"))))
    return out.fail(failed(errc::unsupported,
                           "sft_type (line " + std::to_string(k.line("sft_type")) +
                               ") is of ms-swift 1 and 2, whose default rate, warmup and schedule differ",
                           "write learning_rate, lr_scheduler_type and warmup_ratio"));
  const std::string tuner = k.has("tuner_type")   ? k.word("tuner_type")
                            : k.has("train_type") ? k.word("train_type")
                                                  : k.word("sft_type", "lora");
  hf_dialect dialect;
  dialect.rate = tuner == "full" ? 1e-5 : 1e-4;
  dialect.scheduler = "cosine";
  dialect.batch = 1.0;
  dialect.accumulation = 0.0;
  dialect.both_warmups_stop = true;
  if (k.number("warmup_ratio", 0.0) >= 1.0)
    return out.rejected("rejected", "warmup_ratio", k.line("warmup_ratio"),
                        "a warmup_ratio of 1 or more stops the run");
  const std::optional<double> most_epochs = k.number("max_epochs");
  if (most_epochs && *most_epochs < k.number("num_train_epochs", dialect.epochs))
    out.fault("decay-unfinished", "max_epochs", k.line("max_epochs"),
              "max_epochs stops the run; the schedule's length stays that of num_train_epochs");
  read_hf(k, dialect);
}

}  // namespace

const config_reader ms_swift = {.format = {"ms-swift", "ms-swift", "modelscope/ms-swift@3602360a5623 4.6.0.dev0"},
                                .recognizes = recognizes,
                                .read = read};

}  // namespace taper::configs
