// Stands in for read_trackio.cpp in a build without SQLite.
#include "logs/read/reader.hpp"

namespace taper::inspection {

bool recognizes_trackio(const first_look& look) {
  return look.head.starts_with(std::string_view("SQLite format 3\0", 16));
}

read_result read_trackio(byte_source&, log_sink&, const read_options&) {
  return error{errc::unsupported, "this is a SQLite database, and this build of taper reads none", error::nowhere,
               "build it with SQLite (libsqlite3-dev), or write the metrics as CSV"};
}

}  // namespace taper::inspection
