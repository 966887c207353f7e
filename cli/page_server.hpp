// Serves the page of `taper explore` on the loopback interface, until the program is asked to end.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "taper/result.hpp"

namespace taper::cli {

/// A file of the page as it is sent.
struct page_file {
  std::string_view name;  ///< "assets/index-1a2b.js"
  std::string_view type;  ///< its media type
  bool gzip = false;      ///< compressed with gzip
  std::string_view content;
};

/// The files inside a bundle, which web/bundle.mjs writes: lines "name type encoding size", an empty line, the contents.
/// Empty if it is not one.
std::vector<page_file> files_of_bundle(std::string_view bundle);

/// The bundle inside this program; empty in a build without the page.
std::string_view embedded_page();

/// A file from the command line that the page shows.
struct opened_file {
  std::string name;
  std::string content;
};

/// Serves the files under http://127.0.0.1:PORT/KEY/, where KEY is a random word, until SIGINT, SIGTERM or SIGHUP.
///
/// Port 0 is any free one. `started` is called with the address. Only GET and HEAD of exactly these paths are answered, and only
/// with a Host, and an Origin if there is one, of this server: a page of another site, a name that resolves to the loopback
/// address, or a user who does not know the address gets nothing. Errors: io, if the port is taken.
result<void> serve_page(const std::vector<page_file>& files, const std::vector<opened_file>& opened, std::uint16_t port,
                        const std::function<void(const std::string& address)>& started);

}  // namespace taper::cli
