// Writes a file atomically.
#include "support/write_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <memory>

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

// A temporary file that is removed unless it was renamed.
class temporary_name {
 public:
  explicit temporary_name(std::string name) : name_(std::move(name)) {}
  temporary_name(const temporary_name&) = delete;
  temporary_name& operator=(const temporary_name&) = delete;
  ~temporary_name() {
    if (!name_.empty()) ::unlink(name_.c_str());
  }

  const std::string& get() const { return name_; }
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
  for (int attempt = 0; fd < 0 && attempt < most_attempts; ++attempt) {
    name = stem + std::to_string(attempt) + ".tmp";
    // open() instead of mkstemp(): a new file gets permissions by the umask.
    fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0 && errno != EEXIST) return failed_with(errno, "cannot create a file for", path);
  }
  if (fd < 0) return failed_with(EEXIST, "cannot create a temporary file for", path);
  descriptor file(fd);
  temporary_name temporary(name);
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
