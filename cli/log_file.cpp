// Reads training logs from files and from stdin.
#include "log_file.hpp"

#include <iostream>

#include "program.hpp"

namespace taper::cli {

result<training_log> read_log_at(const std::string& path, const read_options& reading) {
  note_input(path);
  read_options from_stdin = reading;
  from_stdin.name = "stdin";
  result<training_log> log = path == "-" ? read_log(std::cin, from_stdin) : read_log_file(path, reading);
  return std::move(log).transform_error([&](error e) {
    if (e.code != errc::io && e.code != errc::unknown_name)
      e.message = path + ": " + e.message;  // these name it already
    return e;
  });
}

}  // namespace taper::cli
