// Token ids on disk: a head line, then little-endian 16-bit ids.
#include "data/id_cache.hpp"

#include <algorithm>
#include <optional>
#include <system_error>

#include "data/file.hpp"
#include "support/write_file.hpp"

namespace taper::lab {
namespace {

std::string payload_of(const std::vector<token_id>& ids) {
  std::string out;
  out.reserve(2 * ids.size());
  for (const token_id id : ids) {
    out += static_cast<char>(id & 0xffU);
    out += static_cast<char>(id >> 8U);
  }
  return out;
}

std::string head_of(std::string_view payload) { return "taper.ids/1 " + digest_of(payload, digest::sha256) + "\n"; }

std::optional<std::vector<token_id>> read_kept(const std::filesystem::path& path, int size) {
  const taper::result<std::string> content = read_whole(path);
  if (!content) return std::nullopt;
  const std::size_t end = content->find('\n');
  if (end == std::string::npos || (content->size() - end - 1) % 2 != 0) return std::nullopt;
  const std::string_view payload = std::string_view(*content).substr(end + 1);
  if (content->substr(0, end + 1) != head_of(payload)) return std::nullopt;
  std::vector<token_id> out(payload.size() / 2);
  for (std::size_t k = 0; k < out.size(); ++k)
    out[k] = static_cast<token_id>(static_cast<unsigned char>(payload[2 * k]) |
                                   static_cast<unsigned>(static_cast<unsigned char>(payload[2 * k + 1])) << 8U);
  if (std::ranges::any_of(out, [&](token_id id) { return id >= size; })) return std::nullopt;
  return out;
}

}  // namespace

std::vector<token_id> cached_ids(std::string_view text, std::string_view vocabulary, int size,
                                 const std::function<std::vector<token_id>()>& encode) {
  const std::string key = digest_of(
      digest_of(text, digest::sha256) + digest_of(vocabulary, digest::sha256) + std::to_string(size), digest::sha256);
  const std::filesystem::path path = cache_home() / ("ids-" + key.substr(0, 24) + ".bin");
  if (std::optional<std::vector<token_id>> kept = read_kept(path, size)) return std::move(*kept);
  std::vector<token_id> out = encode();
  const std::string payload = payload_of(out);
  std::error_code code;
  std::filesystem::create_directories(path.parent_path(), code);
  // the cache is optional
  if (!code) static_cast<void>(support::write_file(path.string(), head_of(payload) + payload));
  return out;
}

}  // namespace taper::lab
