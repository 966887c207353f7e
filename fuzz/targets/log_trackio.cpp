// Fuzz target: the reader of Trackio databases. The bytes are the JSON of the rows, one row per line; an
// input that starts like an SQLite database is read directly.
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "log_reader.hpp"

namespace {

void read_file(const std::string& path) {
  taper::read_options options;
  options.format = "trackio";
  taper::fuzz::require_whole(taper::read_log_file(path, options));
}

void write_rows(const std::string& path, std::string_view text) {
  sqlite3* file = nullptr;
  sqlite3_open(path.c_str(), &file);
  sqlite3_exec(file,
               "pragma journal_mode=off; pragma synchronous=off; create table metrics(id integer primary key, run_name "
               "text, step integer, metrics text)",
               nullptr, nullptr, nullptr);
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(file, "insert into metrics(run_name, step, metrics) values('r', ?, ?)", -1, &insert, nullptr);
  for (int step = 0; !text.empty() && step < 50; ++step) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    sqlite3_bind_int(insert, 1, step);
    sqlite3_bind_text(insert, 2, text.data(), static_cast<int>(end), SQLITE_TRANSIENT);
    sqlite3_step(insert);
    sqlite3_reset(insert);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  sqlite3_finalize(insert);
  sqlite3_close(file);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string path =
      (std::filesystem::temp_directory_path() / ("taper_fuzz_trackio_" + std::to_string(getpid()) + ".db")).string();
  std::filesystem::remove(path);
  if (bytes.starts_with("SQLite format 3")) {
    if (std::FILE* out = std::fopen(path.c_str(), "wb")) {
      std::fwrite(data, 1, size, out);
      std::fclose(out);
    }
  } else {
    write_rows(path, bytes);
  }
  read_file(path);
  std::filesystem::remove(path);
  return 0;
}
