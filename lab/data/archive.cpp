// Archives with libarchive.
#include "data/archive.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>

#include "taper/result.hpp"

namespace taper::lab {
namespace {

constexpr std::int64_t largest_member = std::int64_t{4} << 30U;

std::string plain(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  return std::string(path);
}

// Copies the current member; returns the error, if any.
std::optional<std::string> copy_member(archive* from, const std::filesystem::path& to) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      std::fopen(to.c_str(), "wb"), [](std::FILE* f) { return f == nullptr ? 0 : std::fclose(f); });
  if (!file) return "cannot write " + to.string() + ": " + std::strerror(errno);
  std::array<char, 1U << 16U> piece{};
  std::int64_t total = 0;
  for (;;) {
    const la_ssize_t got = archive_read_data(from, piece.data(), piece.size());
    if (got == 0) break;
    if (got < 0) return std::string("the archive is damaged: ") + archive_error_string(from);
    total += got;
    if (total > largest_member) return "a member is larger than 4 GiB";
    if (std::fwrite(piece.data(), 1, static_cast<std::size_t>(got), file.get()) != static_cast<std::size_t>(got))
      return "cannot write " + to.string() + ": " + std::strerror(errno);
  }
  if (std::fflush(file.get()) != 0) return "cannot write " + to.string() + ": " + std::strerror(errno);
  return std::nullopt;
}

}  // namespace

taper::result<std::vector<std::string>> unpack(const std::filesystem::path& path,
                                               const std::vector<std::pair<std::string, std::string>>& members,
                                               const std::filesystem::path& folder) {
  const std::unique_ptr<archive, int (*)(archive*)> from(archive_read_new(), &archive_read_free);
  archive_read_support_filter_gzip(from.get());
  archive_read_support_format_tar(from.get());
  archive_read_support_format_zip(from.get());
  const auto broken = [&](const std::string& what) { return failed(errc::io, path.string() + ": " + what); };
  if (archive_read_open_filename(from.get(), path.c_str(), 1U << 16U) != ARCHIVE_OK)
    return broken(std::string("not an archive: ") + archive_error_string(from.get()));
  std::vector<std::string> out;
  for (;;) {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(from.get(), &entry);
    if (status == ARCHIVE_EOF) break;
    if (status < ARCHIVE_WARN)
      return broken(std::string("the archive is damaged: ") + archive_error_string(from.get()));
    const char* name = archive_entry_pathname(entry);
    if (name == nullptr || archive_entry_filetype(entry) != AE_IFREG) continue;
    const auto wanted = std::ranges::find(members, plain(name), &std::pair<std::string, std::string>::first);
    if (wanted == members.end()) continue;
    if (const std::optional<std::string> e = copy_member(from.get(), folder / wanted->second)) return broken(*e);
    out.push_back(wanted->second);
  }
  for (const auto& [inside, name] : members) {
    if (std::ranges::find(out, name) == out.end()) return broken("no " + inside + " in it");
  }
  return out;
}

}  // namespace taper::lab
