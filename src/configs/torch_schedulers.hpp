// torch's schedulers by name and arguments.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "configs/reader.hpp"

namespace taper::configs {

/// The schedule `torch.NAME` with these arguments, whose numbers count units of `u` steps: the steps of an epoch if it is
/// stepped once per epoch. Empty if the name is none of them.
[[nodiscard]] std::optional<result<schedule>> torch_schedule(const keys& k, const std::string& name, std::int64_t u);

}  // namespace taper::configs
