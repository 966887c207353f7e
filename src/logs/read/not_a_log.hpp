// What a file is that is no log: one line of what it is, and what to do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "taper/logs/log.hpp"
#include "taper/result.hpp"

namespace taper::inspection {

[[nodiscard]] error not_a_log(std::string message, std::string hint = {});

/// Files known by their first bytes: nothing at all, a Git LFS pointer, archives, checkpoints, web pages.
[[nodiscard]] std::optional<error> known_other(std::string_view head);

/// A guess at the kind of a file that no reader recognized: JSON without rows, bytes that are no text.
[[nodiscard]] std::optional<error> unread_kind(std::string_view head);

/// A folder where a file was asked for, with the logs that lie in it.
[[nodiscard]] std::optional<error> folder_instead(const std::string& path);

/// A log of this format was read and has no learning rates.
[[nodiscard]] error without_rates(const training_log& log);

/// A log of this format was read: rows have rates, and neither a step nor an epoch.
[[nodiscard]] error without_positions(const training_log& log, std::uint64_t rates);

}  // namespace taper::inspection
