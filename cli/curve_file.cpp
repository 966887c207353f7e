// Reads files of two columns.
#include "curve_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <vector>

#include "program.hpp"

namespace taper::cli {

namespace {

constexpr std::size_t most_bytes = std::size_t{256} << 20U;  // more than any configuration or curve

bool is_terminal(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_NOCTTY | O_CLOEXEC);
  const bool yes = file >= 0 && ::isatty(file) == 1;
  if (file >= 0) ::close(file);
  return yes;
}

}  // namespace

result<std::string> read_text(const std::string& path) {
  const bool standard = path == "-";
  std::ifstream file;
  if (!standard) {
    note_input(path);
    struct stat about{};
    const bool exists = ::stat(path.c_str(), &about) == 0;
    if (exists && S_ISDIR(about.st_mode)) return failed(errc::io, "cannot read " + path + ": it is a directory");
    // /dev/zero has no end; a pipe or a terminal has one
    if (exists && (S_ISBLK(about.st_mode) || (S_ISCHR(about.st_mode) && !is_terminal(path))))
      return failed(errc::io, "cannot read " + path + ": it is a device");
    file.open(path, std::ios::binary);
    if (!file) return failed(errc::io, "cannot open " + path + ": " + std::strerror(errno));
  }
  std::istream& in = standard ? std::cin : file;
  const std::string name = standard ? "stdin" : path;
  std::string out;
  std::vector<char> piece(std::size_t{1} << 20U);
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
    out.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    if (out.size() > most_bytes) return failed(errc::too_large, "cannot read " + name + ": more than 256 MiB");
  }
  if (in.bad()) return failed(errc::io, "cannot read " + name + ": " + std::strerror(errno));
  return out;
}

result<curve> read_curve_file(const std::string& path) {
  TAPER_TRY(text, read_text(path));
  return read_curve(text).transform_error([&](error e) {
    e.message = (path == "-" ? std::string("stdin") : path) + " " + e.message;
    return e;
  });
}

}  // namespace taper::cli
