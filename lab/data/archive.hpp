// Takes named members out of a .zip or .tar.gz.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "taper/result.hpp"

namespace taper::lab {

/// Writes the members ("path in the archive" -> file name) into `folder`; other members are passed over, so that no
/// path of the archive is ever used as a path here. Returns the names written.
/// Errors   io: not an archive, damaged, a member that is missing or above 4 GiB, a full disk.
taper::result<std::vector<std::string>> unpack(const std::filesystem::path& archive,
                                               const std::vector<std::pair<std::string, std::string>>& members,
                                               const std::filesystem::path& folder);

}  // namespace taper::lab
