// A checkpoint on disk.
#include "experiment/checkpoint_file.hpp"

#include <bit>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <system_error>

#include "support/crc.hpp"
#include "support/write_file.hpp"

namespace taper::lab {
namespace {

constexpr std::string_view magic = "taper-lab checkpoint 1\n";

template <class Number>
std::string bytes_of(Number value) {
  static_assert(std::endian::native == std::endian::little);
  std::string out(sizeof value, '\0');
  std::memcpy(out.data(), &value, sizeof value);
  return out;
}
template <class Number>
Number number_at(std::string_view bytes, std::size_t at) {
  Number value{};
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

error torn(const std::filesystem::path& path, const std::string& why) {
  return failed(errc::io, path.string() + ": " + why);
}

}  // namespace

const std::string* checkpoint_data::find(std::string_view name) const {
  for (const auto& [known, bytes] : blocks) {
    if (known == name) return &bytes;
  }
  return nullptr;
}

taper::result<void> write_checkpoint(const std::filesystem::path& path, const checkpoint_view& what) {
  nlohmann::json header = what.header;
  header["blocks"] = nlohmann::json::array();
  for (const auto& [name, bytes] : what.blocks) header["blocks"].push_back({{"name", name}, {"bytes", bytes.size()}});
  const std::string text = header.dump();
  const std::string fresh = path.string() + ".new";
  const taper::result<void> written =
      support::write_file(fresh, support::producer([&](const support::piece_writer& write) {
                            support::crc32c_sum sum;
                            const auto put = [&](std::string_view piece) {
                              sum.add(piece);
                              return write(piece);
                            };
                            if (!put(magic) || !put(bytes_of<std::uint64_t>(text.size())) || !put(text)) return false;
                            for (const auto& [name, bytes] : what.blocks) {
                              if (!put({bytes.data(), bytes.size()})) return false;
                            }
                            return write(bytes_of<std::uint32_t>(sum.value()));
                          }));
  std::error_code code;
  if (!written) {
    std::filesystem::remove(fresh, code);
    return written;
  }
  const std::filesystem::path previous = path.string() + ".previous";
  if (std::filesystem::exists(path, code)) std::filesystem::rename(path, previous, code);
  if (!code) std::filesystem::rename(fresh, path, code);
  if (code) return failed(errc::io, "cannot rename " + fresh + ": " + code.message());
  return {};
}

taper::result<checkpoint_data> read_checkpoint_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return torn(path, "cannot be opened");
  const std::string all((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::size_t head = magic.size() + sizeof(std::uint64_t), tail = sizeof(std::uint32_t);
  if (all.size() < head + tail || !all.starts_with(magic))
    return torn(path, "not a checkpoint, or truncated in its header");
  support::crc32c_sum sum;
  sum.add(std::string_view(all).substr(0, all.size() - tail));
  if (sum.value() != number_at<std::uint32_t>(all, all.size() - tail))
    return torn(path, "its checksum is wrong: truncated or modified");
  const auto length = number_at<std::uint64_t>(all, magic.size());
  if (length > all.size() - head - tail) return torn(path, "its header is longer than the file");
  checkpoint_data out;
  out.header = nlohmann::json::parse(all.begin() + static_cast<std::ptrdiff_t>(head),
                                     all.begin() + static_cast<std::ptrdiff_t>(head + length), nullptr, false);
  if (!out.header.is_object() || !out.header.contains("blocks") || !out.header["blocks"].is_array())
    return torn(path, "its header is not that of a checkpoint");
  std::size_t at = head + length;
  for (const nlohmann::json& block : out.header["blocks"]) {
    if (!block.is_object() || !block.contains("bytes") || !block["bytes"].is_number_unsigned() ||
        !block.contains("name") || !block["name"].is_string())
      return torn(path, "its header has a block without name and size");
    const auto size = block["bytes"].get<std::size_t>();
    if (size > all.size() - tail - at) return torn(path, "a block is longer than the file");
    out.blocks.emplace_back(block["name"].get<std::string>(), all.substr(at, size));
    at += size;
  }
  return out;
}

found_checkpoint find_checkpoint(const std::filesystem::path& path) {
  found_checkpoint out;
  for (const char* const suffix : {"", ".previous"}) {
    const std::filesystem::path candidate = path.string() + suffix;
    std::error_code code;
    if (!std::filesystem::exists(candidate, code)) continue;
    taper::result<checkpoint_data> read = read_checkpoint_file(candidate);
    if (read) {
      out.found = true;
      out.data = *std::move(read);
      return out;
    }
    out.complaints.push_back(read.error().message);
  }
  return out;
}

}  // namespace taper::lab
