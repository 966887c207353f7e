// A checkpoint on disk: named blocks of bytes after a JSON header, with a checksum;
// written atomically, with the last two kept.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "taper/result.hpp"

namespace taper::lab {

/// The data to write: a header, and blocks that are not copied.
struct checkpoint_view {
  nlohmann::json header;
  std::vector<std::pair<std::string, std::span<const char>>> blocks;
};

/// The data read.
struct checkpoint_data {
  nlohmann::json header;
  std::vector<std::pair<std::string, std::string>> blocks;
  [[nodiscard]] const std::string* find(std::string_view name) const;
};

/// Writes a checkpoint to `path`: to a temporary file that is synced, then the old one becomes PATH.previous, then the
/// new one replaces it. A complete checkpoint is always at `path` or PATH.previous. On an error both are unchanged.
[[nodiscard]] taper::result<void> write_checkpoint(const std::filesystem::path& path, const checkpoint_view& what);

/// One file: "taper-lab checkpoint 1\n", header length (8 bytes, little-endian), header, blocks, CRC-32C of it all.
taper::result<checkpoint_data> read_checkpoint_file(const std::filesystem::path& path);

/// The newest complete one of `path` and PATH.previous.
struct found_checkpoint {
  bool found = false;
  checkpoint_data data;
  std::vector<std::string> complaints;  ///< a line for each file that is there and cannot be used
};
found_checkpoint find_checkpoint(const std::filesystem::path& path);

}  // namespace taper::lab
