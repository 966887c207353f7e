// Writes a file whole or not at all.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "taper/result.hpp"

namespace taper::support {

/// Writes one piece; false when the system refused it (errno says why).
using piece_writer = std::function<bool(std::string_view)>;
/// Makes the content piece by piece and returns false as soon as a piece was refused.
using producer = std::function<bool(const piece_writer&)>;

/// Puts `content` at `path`: into a temporary file in the same folder, synced to the disk, then renamed over `path`,
/// so that a reader, a full disk or a power cut never leaves half a file.
///
/// A file that exists keeps its permissions; a symbolic link stays and what it points to is replaced. What is not a
/// regular file (a pipe, /dev/null) is written to directly. Fails with the path and the system's reason; the old file
/// is then unchanged. "-" has no meaning here.
result<void> write_file(const std::string& path, std::string_view content);
/// The same for content that is too large to hold at once.
result<void> write_file(const std::string& path, const producer& content);

}  // namespace taper::support
