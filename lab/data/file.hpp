// Whole files in memory, checksums, and the folders of this program.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "taper/result.hpp"

namespace taper::lab {

/// The bytes of a regular file of at most `limit` bytes. Errors name the path and the system's reason.
taper::result<std::string> read_whole(const std::filesystem::path& path,
                                      std::uintmax_t limit = std::uintmax_t{1} << 32);

enum class digest { md5, sha256 };

/// Lower-case hexadecimal digest of bytes, or of a file read in pieces.
std::string digest_of(std::string_view bytes, digest kind);
taper::result<std::string> digest_of_file(const std::filesystem::path& path, digest kind);

/// Where `lab data prepare` puts data: $TAPER_DATA, else $XDG_DATA_HOME/taper, else ~/.local/share/taper.
std::filesystem::path data_home();
/// The folder for caches: $TAPER_CACHE, else $XDG_CACHE_HOME/taper, else ~/.cache/taper.
std::filesystem::path cache_home();

}  // namespace taper::lab
