// Runs the loopback server of server.py during a test.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>

namespace taper::lab {

class server {
 public:
  explicit server(const std::filesystem::path& file) {
    std::array<int, 2> to{};
    std::array<int, 2> from{};
    if (::pipe(to.data()) != 0 || ::pipe(from.data()) != 0) return;
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(to[0], 0);
      ::dup2(from[1], 1);
      for (const int fd : {to[0], to[1], from[0], from[1]}) ::close(fd);
      ::execlp(TAPER_PYTHON, TAPER_PYTHON, "-B", TAPER_SOURCE_DIR "/tests/lab/data/server.py", file.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(to[0]);
    ::close(from[1]);
    stdin_ = to[1];
    char c = 0;
    while (::read(from[0], &c, 1) == 1 && c != '\n') port_ += c;
    ::close(from[0]);
    if (port_.empty()) ADD_FAILURE() << "the server did not start";
  }
  server(const server&) = delete;
  server& operator=(const server&) = delete;
  ~server() {
    ::close(stdin_);
    ::waitpid(child_, nullptr, 0);
  }

  std::string url(const std::string& path) const { return "http://127.0.0.1:" + port_ + "/" + path; }

 private:
  pid_t child_ = -1;
  int stdin_ = -1;
  std::string port_;
};

}  // namespace taper::lab
