// Files and stdout.
#include "verbs/output.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "support/write_file.hpp"
#include "verbs/program.hpp"

namespace taper::lab {

result<int> deliver(const std::string& path, std::string_view content) {
  if (!path.empty() && path != "-") {
    TAPER_CHECK(support::write_file(path, content));
    return done;
  }
  if (std::fwrite(content.data(), 1, content.size(), stdout) == content.size() && std::fflush(stdout) == 0) return done;
  return failed(errc::io, std::string("cannot write to stdout: ") + std::strerror(errno));
}

}  // namespace taper::lab
