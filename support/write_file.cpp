// Writes a file atomically.
#include "support/write_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>

namespace taper::support {
namespace {

error failed_with(int error_number, const std::string& what, const std::string& path) {
  return failed(errc::io, what + " " + path + ": " + std::strerror(error_number));
}

// A file descriptor that is closed on every exit path.
class descriptor {
 public:
  explicit descriptor(int fd) : fd_(fd) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }

  bool is_open() const { return fd_ >= 0; }
  int get() const { return fd_; }
  // close() may be the call that reports a full disk (NFS), so its answer counts.
  bool close() {
    const int fd = fd_;
    fd_ = -1;
    return ::close(fd) == 0;
  }

 private:
  int fd_;
};

// The temporary file that a signal removes; empty if none is being written or signals are not watched.
bool signals_watched = false;
char unfinished[PATH_MAX];

constexpr int ending_signals[] = {SIGINT, SIGTERM, SIGHUP};

void remove_unfinished(int signal) {
  if (unfinished[0] != '\0') ::unlink(unfinished);
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

// No signal ends the process between the creation of a file and the note of its name.
class signals_held {
 public:
  signals_held() {
    sigset_t held;
    sigemptyset(&held);
    for (const int signal : ending_signals) sigaddset(&held, signal);
    pthread_sigmask(SIG_BLOCK, &held, &before_);
  }
  signals_held(const signals_held&) = delete;
  signals_held& operator=(const signals_held&) = delete;
  ~signals_held() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

void note_unfinished(const std::string& name) {
  if (!signals_watched || name.size() >= sizeof unfinished) return;
  std::memcpy(unfinished, name.c_str(), name.size() + 1);
}

// A temporary file that is removed unless it was renamed.
class temporary_name {
 public:
  explicit temporary_name(std::string name) : name_(std::move(name)) { note_unfinished(name_); }
  temporary_name(const temporary_name&) = delete;
  temporary_name& operator=(const temporary_name&) = delete;
  ~temporary_name() {
    const signals_held held;
    if (!name_.empty()) ::unlink(name_.c_str());
    note_unfinished({});
  }

  void release() { name_.clear(); }

 private:
  std::string name_;
};

bool write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string link_target(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
  return real ? real.get() : path;
}

result<void> write_directly(const std::string& path, const producer& content) {
  descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.is_open()) return failed_with(errno, "cannot open", path);
  if (!content([&](std::string_view piece) { return write_all(file.get(), piece); }) || !file.close())
    return failed_with(errno, "cannot write", path);
  return {};
}

// Sync the rename to disk; a file system that cannot sync a folder is not an error.
void sync_folder(const std::string& folder) {
  const descriptor at(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (at.is_open()) static_cast<void>(::fsync(at.get()));
}

result<void> replace(const std::string& path, const producer& content, const struct stat* old) {
  const std::string folder = folder_of(path);
  constexpr int most_attempts = 100;
  const std::string stem = (folder == "/" ? "" : folder) + "/.taper-" + std::to_string(::getpid()) + "-";
  std::string name;
  int fd = -1;
  std::optional<signals_held> held(std::in_place);
  for (int attempt = 0; fd < 0 && attempt < most_attempts; ++attempt) {
    name = stem + std::to_string(attempt) + ".tmp";
    // open() instead of mkstemp(): a new file gets permissions by the umask.
    fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0 && errno != EEXIST) return failed_with(errno, "cannot create a file for", path);
  }
  if (fd < 0) return failed_with(EEXIST, "cannot create a temporary file for", path);
  descriptor file(fd);
  temporary_name temporary(name);
  held.reset();
  if (old != nullptr && ::fchmod(fd, old->st_mode & 07777) != 0)
    return failed_with(errno, "cannot set permissions of", path);
  if (!content([&](std::string_view piece) { return write_all(fd, piece); }) || ::fsync(fd) != 0 || !file.close())
    return failed_with(errno, "cannot write", path);
  if (::rename(name.c_str(), path.c_str()) != 0) return failed_with(errno, "cannot write", path);
  temporary.release();
  sync_folder(folder);
  return {};
}

}  // namespace

void remove_unfinished_on_signals() {
  signals_watched = true;
  for (const int signal : ending_signals) {
    struct sigaction before{};
    if (::sigaction(signal, nullptr, &before) != 0 || before.sa_handler == SIG_IGN) continue;
    struct sigaction removes{};
    removes.sa_handler = remove_unfinished;
    sigemptyset(&removes.sa_mask);
    for (const int other : ending_signals) sigaddset(&removes.sa_mask, other);
    ::sigaction(signal, &removes, nullptr);
  }
}

result<void> write_file(const std::string& path, std::string_view content) {
  return write_file(path, producer([&](const piece_writer& write) { return write(content); }));
}

result<void> write_file(const std::string& path, const producer& content) {
  if (path.empty()) return failed(errc::io, "cannot write a file without a name");
  struct stat old{};
  if (::stat(path.c_str(), &old) != 0) {
    // A link to a file that does not exist yet: realpath() cannot follow it, but the system can.
    struct stat link{};
    if (::lstat(path.c_str(), &link) == 0)
      return failed(errc::io, "cannot write " + path + ": a symbolic link to nothing");
    return replace(path, content, nullptr);
  }
  if (S_ISDIR(old.st_mode)) return failed_with(EISDIR, "cannot write", path);
  if (!S_ISREG(old.st_mode)) return write_directly(path, content);
  // rename() would bypass write protection.
  if (::access(path.c_str(), W_OK) != 0) return failed_with(errno, "cannot write", path);
  return replace(link_target(path), content, &old);
}

}  // namespace taper::support
