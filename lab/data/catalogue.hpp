// The files and sources of each data set.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "taper/result.hpp"

namespace taper::lab {

/// One file to download; the URLs are tried in order.
struct source_file {
  std::string name;               ///< of the downloaded file
  std::vector<std::string> urls;  ///< the first that answers is used
  std::string checksum;           ///< "md5:…" or "sha256:…"
  /// For an archive: members to take, as "path in the archive" -> "name in the folder"; empty: the file itself is kept.
  std::vector<std::pair<std::string, std::string>> members = {};
};

/// A data set that `lab data prepare` can make.
struct dataset_source {
  std::string name;  ///< also of its folder
  std::string what;  ///< one line: contents, size, licence
  std::string size;  ///< of the download, in words
  std::vector<source_file> files;
  /// Each layout is a list of files that make the set usable; one of them must be complete.
  std::vector<std::vector<std::string>> layouts;
  std::vector<std::string> optional_files = {};  ///< copied from a local copy if present
};

const std::vector<dataset_source>& catalogue();
/// The set of that name; nullptr if there is none.
const dataset_source* find_source(std::string_view name);
/// The error for a name that is not in the catalogue.
taper::error unknown_dataset(std::string_view name);

}  // namespace taper::lab
