// Writes results to stdout or a file.
#include "program.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "taper/notation.hpp"

namespace taper::cli {

bool print_out(std::string_view text) { return std::fwrite(text.data(), 1, text.size(), stdout) == text.size(); }

int complain(std::string_view verb, const error& e) {
  const std::string who = "taper" + std::string(verb.empty() ? "" : " ") + std::string(verb);
  std::fprintf(stderr, "%s: %s\n", who.c_str(), explain(e, e.text).c_str());
  return e.code == errc::io ? failure : bad_input;
}

result<int> deliver(const std::string& path, const producer& content) {
  if (path.empty() || path == "-") {
    if (content(print_out) && std::fflush(stdout) == 0) return done;
    return failed(errc::io, std::string("cannot write to stdout: ") + std::strerror(errno));
  }
  TAPER_CHECK(support::write_file(path, content));
  return done;
}

result<int> deliver(const std::string& path, std::string_view content) {
  return deliver(path, producer([&](const piece_writer& write) { return write(content); }));
}

}  // namespace taper::cli
