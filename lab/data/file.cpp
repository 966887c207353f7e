// Files and checksums.
#include "data/file.hpp"

#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <system_error>

#include "taper/result.hpp"

namespace taper::lab {
namespace {

class hasher {
 public:
  explicit hasher(digest kind) : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    EVP_DigestInit_ex(context_.get(), kind == digest::md5 ? EVP_md5() : EVP_sha256(), nullptr);
  }
  void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
    unsigned length = 0;
    EVP_DigestFinal_ex(context_.get(), value.data(), &length);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (unsigned k = 0; k < length; ++k) {
      out += digits[value[k] >> 4U];
      out += digits[value[k] & 15U];
    }
    return out;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

std::filesystem::path home_of(const char* own, const char* xdg, const char* below_home) {
  if (const char* p = std::getenv(own); p != nullptr && *p != '\0') return p;
  if (const char* p = std::getenv(xdg); p != nullptr && *p != '\0') return std::filesystem::path(p) / "taper";
  const char* home = std::getenv("HOME");
  return std::filesystem::path(home != nullptr && *home != '\0' ? home : ".") / below_home / "taper";
}

}  // namespace

taper::result<std::string> read_whole(const std::filesystem::path& path, std::uintmax_t limit) {
  std::error_code code;
  const auto status = std::filesystem::status(path, code);
  if (code || !std::filesystem::exists(status))
    return failed(errc::io, "cannot read " + path.string() + ": " + (code ? code.message() : "no such file"));
  if (!std::filesystem::is_regular_file(status))
    return failed(errc::io, "cannot read " + path.string() + ": not a regular file");
  const std::uintmax_t size = std::filesystem::file_size(path, code);
  if (code) return failed(errc::io, "cannot read " + path.string() + ": " + code.message());
  if (size > limit)
    return failed(errc::too_large, path.string() + " has " + std::to_string(size) + " bytes, at most " +
                                       std::to_string(limit) + " are read");
  std::ifstream in(path, std::ios::binary);
  std::string out(static_cast<std::size_t>(size), '\0');
  errno = 0;
  in.read(out.data(), static_cast<std::streamsize>(out.size()));
  if (!in || static_cast<std::uintmax_t>(in.gcount()) != size)
    return failed(errc::io, "cannot read " + path.string() + ": " + (errno != 0 ? std::strerror(errno) : "cut short"));
  return out;
}

std::string digest_of(std::string_view bytes, digest kind) {
  hasher h(kind);
  h.add(bytes);
  return h.hex();
}

taper::result<std::string> digest_of_file(const std::filesystem::path& path, digest kind) {
  std::ifstream in(path, std::ios::binary);
  hasher h(kind);
  std::string piece(std::size_t{1} << 20U, '\0');
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0)
    h.add({piece.data(), static_cast<std::size_t>(in.gcount())});
  if (!in.eof()) return failed(errc::io, "cannot read " + path.string() + ": " + std::strerror(errno));
  return h.hex();
}

std::filesystem::path data_home() { return home_of("TAPER_DATA", "XDG_DATA_HOME", ".local/share"); }
std::filesystem::path cache_home() { return home_of("TAPER_CACHE", "XDG_CACHE_HOME", ".cache"); }

}  // namespace taper::lab
