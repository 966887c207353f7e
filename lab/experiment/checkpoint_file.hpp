// A checkpoint on disk: named blocks of bytes under a JSON header, with a checksum; whole or not at all, the last two
// kept.
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

/// What is written: a header, and blocks that stay where they are.
struct checkpoint_view {
  nlohmann::json header;
  std::vector<std::pair<std::string, std::span<const char>>> blocks;
};

/// What is read.
struct checkpoint_data {
  nlohmann::json header;
  std::vector<std::pair<std::string, std::string>> blocks;
  [[nodiscard]] const std::string* find(std::string_view name) const;
};

/// Puts a checkpoint at `path`: written beside it and synced, then the old one becomes PATH.previous, then the new one
/// takes its place. At every moment a whole one is at `path` or at PATH.previous. On an error both are as they were.
[[nodiscard]] taper::result<void> write_checkpoint(const std::filesystem::path& path, const checkpoint_view& what);

/// One file: "taper-lab checkpoint 1\n", header length (8 bytes, little-endian), header, blocks, CRC-32C of it all.
taper::result<checkpoint_data> read_checkpoint_file(const std::filesystem::path& path);

/// The newest whole one of `path` and PATH.previous.
struct found_checkpoint {
  bool found = false;
  checkpoint_data data;
  std::vector<std::string> complaints;  ///< a line for each file that is there and cannot be used
};
found_checkpoint find_checkpoint(const std::filesystem::path& path);

}  // namespace taper::lab
