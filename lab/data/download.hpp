// Gets one file over HTTP: resumed where it was cut, checked, there whole or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "taper/result.hpp"

namespace taper::lab {

/// What is known while a download runs; `total` where the server says it.
struct transfer_progress {
  std::uint64_t received = 0;
  std::optional<std::uint64_t> total;
};

struct download_request {
  std::vector<std::string> urls;      ///< tried in order
  std::string checksum;               ///< "md5:…" or "sha256:…"
  std::filesystem::path to;           ///< what has arrived so far lies beside it as NAME.part
  int attempts = 5;                   ///< an address, where the failure may pass (connection, time-out, 5xx)
  std::uint64_t first_wait_ms = 500;  ///< before the second attempt; doubled each time
  std::function<void(const transfer_progress&)> progress = {};
  std::function<void(const std::string&)> note = {};  ///< one line on a retry or a fresh start
};

/// Downloads to `to`. A part that lies there from before is continued (HTTP Range) where the server can, else begun
/// anew. If the checksum of a continued file is wrong it is fetched once more from the start. Nothing is put in place
/// before the checksum is right; the part is kept when the connection fails, removed when the checksum is wrong.
///
/// Limits   http and https only, five redirects; a transfer that stands still for 30 s counts as cut.
/// Errors   io, naming the address, the reason, and what was expected of the checksum.
taper::result<std::filesystem::path> download(const download_request& request);

/// Whether a file has the checksum "md5:…" or "sha256:…"; the error says what it has instead.
taper::result<bool> matches_checksum(const std::filesystem::path& path, const std::string& checksum);

}  // namespace taper::lab
