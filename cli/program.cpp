// Errors to stderr, results to stdout or a file.
#include "program.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "taper/notation.hpp"

namespace taper::cli {

int complain(std::string_view verb, const error& e, std::string_view text) {
  const std::string told = explain(e, text);
  std::fprintf(stderr, "taper%s%.*s: %s\n", verb.empty() ? "" : " ", static_cast<int>(verb.size()), verb.data(),
               told.c_str());
  return e.code == errc::io ? failure : bad_input;
}

bool print_out(std::string_view text) { return std::fwrite(text.data(), 1, text.size(), stdout) == text.size(); }

int deliver(std::string_view verb, const std::string& path, const producer& content) {
  if (path.empty() || path == "-") {
    const bool written = content(print_out) && std::fflush(stdout) == 0;
    if (!written)
      return complain(verb, failed(errc::io, std::string("cannot write to stdout: ") + std::strerror(errno)));
    return done;
  }
  if (outcome e = support::write_file(path, content)) return complain(verb, *e);
  return done;
}

int deliver(std::string_view verb, const std::string& path, std::string_view content) {
  return deliver(verb, path, producer([&](const piece_writer& write) { return write(content); }));
}

}  // namespace taper::cli
