// Files and stdout.
#include "cli/output.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "cli/program.hpp"
#include "write_file.hpp"

namespace taper::lab {

int deliver(std::string_view verb, const std::string& path, std::string_view content) {
  if (!path.empty() && path != "-") {
    if (const cli::outcome e = cli::write_file(path, content)) return complain(verb, *e);
    return done;
  }
  if (std::fwrite(content.data(), 1, content.size(), stdout) == content.size() && std::fflush(stdout) == 0) return done;
  return complain(verb, cli::failed(errc::io, std::string("cannot write to stdout: ") + std::strerror(errno)));
}

}  // namespace taper::lab
