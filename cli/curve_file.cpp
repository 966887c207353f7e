// Reads files of two columns.
#include "curve_file.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>

namespace taper::cli {

result<std::string> read_text(const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  struct stat about{};
  if (::stat(path.c_str(), &about) == 0 && S_ISDIR(about.st_mode))
    return failed(errc::io, "cannot read " + path + ": it is a directory");
  std::ifstream file(path, std::ios::binary);
  if (!file) return failed(errc::io, "cannot open " + path + ": " + std::strerror(errno));
  std::string out(std::istreambuf_iterator<char>(file), {});
  if (file.bad()) return failed(errc::io, "cannot read " + path + ": " + std::strerror(errno));
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
