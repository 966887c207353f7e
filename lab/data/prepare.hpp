// Puts a data set where the experiments find it: downloaded and checked, or taken from a local copy.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "data/download.hpp"
#include "taper/result.hpp"

namespace taper::lab {

struct prepare_request {
  std::string name;                                ///< of the data set
  std::optional<std::filesystem::path> from = {};  ///< a folder, an archive or a file to take instead of a download
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

/// Makes INTO/NAME, whole or not at all: everything is gathered in INTO/.NAME.new and checked (by checksum, and by
/// being read as the experiments read it), then renamed. Parts of a download stay there and are continued next time. A
/// folder that is there already and reads well is left as it is.
taper::result<prepared> prepare(const prepare_request& request);

}  // namespace taper::lab
