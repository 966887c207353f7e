// Identifies files that are not logs: one line that states what the file is and what to do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "taper/logs/log.hpp"
#include "taper/result.hpp"

namespace taper::inspection {

[[nodiscard]] error not_a_log(std::string message, std::string hint = {});

/// Files identified by their first bytes: an empty file, a Git LFS pointer, archives, checkpoints, web pages.
[[nodiscard]] std::optional<error> known_other(std::string_view head);

/// The likely kind of a file that no reader recognized: JSON without rows, or bytes that are not text.
[[nodiscard]] std::optional<error> unread_kind(std::string_view head);

/// A log of this format without learning rates.
[[nodiscard]] error without_rates(const training_log& log);

/// A log of this format whose rows have rates but neither a step nor an epoch.
[[nodiscard]] error without_positions(const training_log& log, std::uint64_t rates);

}  // namespace taper::inspection
