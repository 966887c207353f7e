// Writes a file atomically.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "taper/result.hpp"

namespace taper::support {

/// Writes one piece; false on failure (see errno).
using piece_writer = std::function<bool(std::string_view)>;
/// Produces the content piece by piece; returns false as soon as a piece fails.
using producer = std::function<bool(const piece_writer&)>;

/// Writes `content` to `path`: to a temporary file in the same folder, synced to disk, then renamed to `path`,
/// so that readers, a full disk or a power failure never see a partial file.
///
/// An existing file keeps its permissions; for a symbolic link the target is replaced. A path that is not a
/// regular file (a pipe, /dev/null) is written directly. An error has the path and the reason of the system; the old
/// file is then unchanged. "-" has no special meaning.
result<void> write_file(const std::string& path, std::string_view content);
/// The same for content that is too large for memory.
result<void> write_file(const std::string& path, const producer& content);

/// From now on SIGINT, SIGTERM and SIGHUP remove the temporary file of a write in progress before they end the process.
/// For a program that writes one file at a time; signals that the process ignores stay ignored.
void remove_unfinished_on_signals();

}  // namespace taper::support
