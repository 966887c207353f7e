// Installs a data set for the experiments: downloaded and verified, or copied from a local copy.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "data/catalogue.hpp"
#include "data/download.hpp"
#include "taper/result.hpp"

namespace taper::lab {

struct prepare_request {
  std::string name;                                ///< of the data set
  std::optional<std::filesystem::path> from = {};  ///< a folder, an archive or a file to copy instead of downloading
  std::filesystem::path into = {};                 ///< the folder of all data sets; empty: data_home()
  std::string mirror = {};                         ///< base address used instead of the published ones
  std::uint64_t first_wait_ms = 500;
  std::function<void(const std::string& file, const transfer_progress&)> progress = {};
  std::function<void(const std::string&)> note = {};  ///< one line for the reader
};

struct prepared {
  std::filesystem::path folder;
  bool was_there = false;               ///< nothing had to be done
  std::vector<std::string> files = {};  ///< in the folder
  std::vector<std::string> notes = {};  ///< e.g. which parts are missing, or that a file is not the published one
};

/// Makes INTO/NAME atomically: the files are collected in INTO/.NAME.new and verified (by checksum, and by
/// reading them as the experiments do), then renamed. Parts of a download stay there and are resumed next time. An
/// existing folder that can be read is not changed.
taper::result<prepared> prepare(const prepare_request& request);

/// One note for each file of the folder that is not the published one.
std::vector<std::string> unpublished_files(const dataset_source& source, const std::filesystem::path& folder);

}  // namespace taper::lab
