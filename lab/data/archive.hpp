// Extracts named members from a .zip or .tar.gz.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "taper/result.hpp"

namespace taper::lab {

/// Writes the members ("path in the archive" -> file name) into `folder`; other members are ignored, so that no
/// path from the archive is used as a path. Returns the names written.
/// Errors   io: not an archive, damaged, a member that is missing or above 4 GiB, a full disk.
taper::result<std::vector<std::string>> unpack(const std::filesystem::path& archive,
                                               const std::vector<std::pair<std::string, std::string>>& members,
                                               const std::filesystem::path& folder);

}  // namespace taper::lab
