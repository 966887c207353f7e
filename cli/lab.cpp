// taper lab: runs the training program taper-lab, which is built separately.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <climits>
#include <memory>

#include "program.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

/// taper-lab in the folder of this program, or else on the PATH.
result<int> hand_over(const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  std::string name = "taper-lab";
  argv.push_back(name.data());
  std::vector<std::string> kept = arguments;
  for (std::string& a : kept) argv.push_back(a.data());
  argv.push_back(nullptr);
  std::string self(PATH_MAX, '\0');
  const ssize_t length = ::readlink("/proc/self/exe", self.data(), self.size());
  if (length > 0) {
    self.resize(static_cast<std::size_t>(length));
    const std::string beside = self.substr(0, self.rfind('/') + 1) + name;
    ::execv(beside.c_str(), argv.data());
  }
  ::execvp(name.c_str(), argv.data());
  return failed(errc::io, "taper-lab was not built or is not installed beside taper",
                "it is a separate program that needs LibTorch");
}

}  // namespace

action add_lab(CLI::App& verb) {
  verb.prefix_command();
  verb.set_help_flag();
  return [&verb] { return hand_over(verb.remaining()); };
}

}  // namespace taper::cli
