// Replaces trackio.cpp in a build without SQLite.
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

bool is_sqlite(const first_look& look) { return look.head.starts_with(std::string_view("SQLite format 3\0", 16)); }

read_result refuse_sqlite(byte_source&, log_sink&, const read_options&) {
  return failed(errc::unsupported, "this is a SQLite database, which this build of taper cannot read",
                "build it with SQLite (libsqlite3-dev), or write the metrics as CSV");
}

}  // namespace

constinit const reader trackio_format{
    .format = {"trackio", "the SQLite file of a Trackio project (not in this build)",
               R"(metrics(run_name, step, metrics: {"lr": 1e-4, …}))", "`SQLite format 3`", "every run of the project"},
    .recognizes = is_sqlite,
    .read = refuse_sqlite};

}  // namespace taper::inspection
