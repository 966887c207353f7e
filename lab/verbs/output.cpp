// Files and stdout.
#include "verbs/output.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "support/write_file.hpp"
#include "verbs/program.hpp"

namespace taper::lab {

int deliver(std::string_view verb, const std::string& path, std::string_view content) {
  if (!path.empty() && path != "-") {
    if (const taper::result<void> w = support::write_file(path, content); !w) return complain(verb, w.error());
    return done;
  }
  if (std::fwrite(content.data(), 1, content.size(), stdout) == content.size() && std::fflush(stdout) == 0) return done;
  return complain(verb, failed(errc::io, std::string("cannot write to stdout: ") + std::strerror(errno)));
}

}  // namespace taper::lab
