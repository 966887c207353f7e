// Writes results to stdout or a file.
#include "program.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <vector>

#include "render/terminal.hpp"
#include "support/text_for.hpp"
#include "taper/notation.hpp"

namespace taper::cli {

bool print_out(std::string_view text) { return std::fwrite(text.data(), 1, text.size(), stdout) == text.size(); }

void print_error(std::string_view text) {
  const std::string line = text_for::screen(text, false) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

int complain(std::string_view verb, const error& e) {
  const std::string who = "taper" + std::string(verb.empty() ? "" : " ") + std::string(verb);
  print_error(who + ": " + explain(e, e.text));
  return e.code == errc::io ? failure : bad_input;
}

namespace {
std::vector<std::string>& inputs() {
  static std::vector<std::string> read;
  return read;
}
}  // namespace

void note_input(const std::string& path) {
  if (path != "-") inputs().push_back(path);
}

result<void> not_an_input(const std::string& path) {
  for (const std::string& input : inputs()) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(input, ignored) && std::filesystem::equivalent(input, path, ignored))
      return failed(errc::conflict, "the output " + path + " is the file that was read", "write to another file");
  }
  return {};
}

result<int> flushed() {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return done;
  return failed(errc::io, std::string("cannot write to stdout: ") + std::strerror(errno));
}

result<int> deliver(const std::string& path, const producer& content) {
  if (path.empty() || path == "-") {
    if (content(print_out)) return flushed();
    return failed(errc::io, std::string("cannot write to stdout: ") + std::strerror(errno));
  }
  TAPER_CHECK(not_an_input(path));
  TAPER_CHECK(support::write_file(path, content));
  return done;
}

result<int> deliver(const std::string& path, std::string_view content) {
  const bool shown = path.empty() || path == "-";
  const bool colors = shown && render::terminal_ink(1) != render::ink::plain;
  const std::string screen = shown ? text_for::screen(content, colors) : std::string();
  return deliver(path, producer([&](const piece_writer& write) { return write(shown ? screen : content); }));
}

}  // namespace taper::cli
