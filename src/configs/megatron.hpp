// Megatron's scheduler from numbers in samples, for all who use it.
#pragma once

#include <string>

#include "configs/reader.hpp"

namespace taper::configs {

/// Where each number stands: Megatron-LM and Megatron-Bridge, NeMo and ms-swift have the same keys in other places.
struct megatron_places {
  std::string rate{"lr"};
  std::string floor{"min_lr"};
  std::string scheduler{};  ///< in front of lr_decay_style and the others, with its slash
  std::string train{};      ///< in front of train_iters, train_samples and global_batch_size
  std::string_view style = "linear";
  bool fraction_wins = false;  ///< over a number of steps, where Megatron stops
  bool bridge = false;         ///< the rules of Megatron-Bridge
  double default_rate = 0.0;   ///< 0: required
};

/// Reads and answers; `iterations` is the run where the keys have no length.
void read_megatron(const keys& k, const megatron_places& at, std::optional<std::int64_t> iterations);

}  // namespace taper::configs
