// Megatron's scheduler, counted in samples, for all frameworks that use it.
#pragma once

#include <string>

#include "configs/reader.hpp"

namespace taper::configs {

/// Paths of the keys: Megatron-LM, Megatron-Bridge, NeMo and ms-swift use the same keys at different paths.
struct megatron_places {
  std::string rate{"lr"};
  std::string floor{"min_lr"};
  std::string scheduler{};  ///< prefix of lr_decay_style and the others, with its slash
  std::string train{};      ///< prefix of train_iters, train_samples and global_batch_size
  std::string_view style = "linear";
  bool fraction_wins = false;  ///< the fraction overrides a number of steps; Megatron-LM stops if both are given
  bool bridge = false;         ///< the rules of Megatron-Bridge
  double default_rate = 0.0;   ///< 0: required
};

/// Reads the configuration; `iterations` is the length of the run if the keys give none.
void read_megatron(const keys& k, const megatron_places& at, std::optional<std::int64_t> iterations);

}  // namespace taper::configs
