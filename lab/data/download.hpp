// Downloads one file over HTTP: resumed if interrupted, verified, moved into place atomically.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "taper/result.hpp"

namespace taper::lab {

/// Progress of a download; `total` if the server reports it.
struct transfer_progress {
  std::uint64_t received = 0;
  std::optional<std::uint64_t> total;
};

struct download_request {
  std::vector<std::string> urls;      ///< tried in order
  std::string checksum;               ///< "md5:…" or "sha256:…"
  std::filesystem::path to;           ///< the incomplete download is NAME.part in the same folder
  int attempts = 5;                   ///< per URL, for failures that may be temporary (connection, time-out, 5xx)
  std::uint64_t first_wait_ms = 500;  ///< before the second attempt; doubled each time
  std::function<void(const transfer_progress&)> progress = {};
  std::function<void(const std::string&)> note = {};  ///< one line on a retry or a fresh start
};

/// Downloads to `to`. An earlier part is resumed (HTTP Range) if the server can, else the download starts
/// over. If the checksum of a resumed file is wrong, it is downloaded once more from the start. The file is moved to
/// `to` only if the checksum is right; the part is kept if the connection fails and removed if the checksum is wrong.
///
/// Limits   http and https only, five redirects; a transfer without progress for 30 s counts as interrupted.
/// Errors   io, with the URL, the reason, and the expected checksum.
taper::result<std::filesystem::path> download(const download_request& request);

/// Whether a file has the checksum "md5:…" or "sha256:…"; the error has the actual checksum.
taper::result<bool> matches_checksum(const std::filesystem::path& path, const std::string& checksum);

}  // namespace taper::lab
