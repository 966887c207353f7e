// Reads encoder.json and vocab.bpe.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "data/bpe.hpp"
#include "data/file.hpp"
#include "taper/result.hpp"
#include "taper/text.hpp"

namespace taper::lab {
namespace {

constexpr std::size_t most_tokens = 65'536;

// GPT-2 writes bytes as printable characters: itself where printable in Latin-1, else U+0100 and on, in order.
struct byte_alphabet {
  std::array<char32_t, 256> of_byte{};
  std::unordered_map<char32_t, unsigned char> byte_of;

  byte_alphabet() {
    char32_t next = 0x100;
    for (unsigned b = 0; b < 256; ++b) {
      const bool printable = (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
      of_byte[b] = printable ? static_cast<char32_t>(b) : next++;
      byte_of[of_byte[b]] = static_cast<unsigned char>(b);
    }
  }
};

const byte_alphabet& alphabet() {
  static const byte_alphabet table;
  return table;
}

// The inverse: the byte of a character; nullopt if the character encodes none. All are below U+0800.
std::optional<std::string> to_bytes(std::string_view text) {
  std::string out;
  for (std::size_t k = 0; k < text.size(); ++k) {
    const auto first = static_cast<unsigned char>(text[k]);
    char32_t c = first;
    if (first >= 0x80) {
      if ((first & 0xe0U) != 0xc0U || k + 1 == text.size()) return std::nullopt;
      c = (first & 0x1fU) << 6U | (static_cast<unsigned char>(text[++k]) & 0x3fU);
    }
    const auto at = alphabet().byte_of.find(c);
    if (at == alphabet().byte_of.end()) return std::nullopt;
    out += static_cast<char>(at->second);
  }
  return out;
}

taper::error bad(const std::string& file, const std::string& what) {
  return failed(errc::syntax, file + ": " + what, "it must be GPT-2's published file");
}

std::string shown(std::string_view text) { return taper::echoed(text); }

}  // namespace

taper::result<bpe_vocabulary> bpe_vocabulary::parse(std::string_view encoder_json, std::string_view merges) {
  using nlohmann::json;
  const json read = json::parse(encoder_json.begin(), encoder_json.end(), nullptr, false);
  if (read.is_discarded()) return bad("encoder.json", "not JSON");
  if (!read.is_object() || read.empty()) return bad("encoder.json", "not an object that maps tokens to ids");
  if (read.size() > most_tokens)
    return bad("encoder.json", std::to_string(read.size()) + " tokens, at most " + std::to_string(most_tokens));
  bpe_vocabulary out;
  out.bytes_.resize(read.size());
  std::vector<bool> seen(read.size(), false);
  std::unordered_map<std::string, token_id> id_of;
  for (const auto& [text, id] : read.items()) {
    if (!id.is_number_unsigned() || id.get<std::uint64_t>() >= read.size())
      return bad("encoder.json",
                 "the id of " + shown(text) + " is not a whole number from 0 to " + std::to_string(read.size() - 1));
    const auto at = id.get<std::size_t>();
    if (seen[at]) return bad("encoder.json", "id " + std::to_string(at) + " is given twice");
    seen[at] = true;
    std::optional<std::string> bytes = to_bytes(text);
    if (!bytes || bytes->empty())
      return bad("encoder.json", "token " + shown(text) + " has a character that encodes no byte");
    id_of[*bytes] = static_cast<token_id>(at);
    out.bytes_[at] = std::move(*bytes);
  }
  for (unsigned b = 0; b < 256; ++b) {
    const auto at = id_of.find(std::string(1, static_cast<char>(b)));
    if (at == id_of.end()) return bad("encoder.json", "no token for byte " + std::to_string(b));
    out.of_byte_[b] = at->second;
  }

  std::uint32_t rank = 0;
  std::size_t number = 0;
  while (!merges.empty()) {
    const std::size_t end = std::min(merges.find('\n'), merges.size());
    std::string_view line = merges.substr(0, end);
    merges.remove_prefix(std::min(end + 1, merges.size()));
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || (number == 1 && line.starts_with("#version"))) continue;
    const auto here = [&](const std::string& what) { return bad("vocab.bpe, line " + std::to_string(number), what); };
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || line.find(' ', space + 1) != std::string_view::npos)
      return here("not two tokens with a space between them");
    const std::optional<std::string> left = to_bytes(line.substr(0, space));
    const std::optional<std::string> right = to_bytes(line.substr(space + 1));
    if (!left || !right) return here("a character that encodes no byte");
    const auto a = id_of.find(*left);
    const auto b = id_of.find(*right);
    const auto made = id_of.find(*left + *right);
    if (a == id_of.end() || b == id_of.end() || made == id_of.end()) return here("a token that is not in encoder.json");
    if (!out.merges_.emplace(key(a->second, b->second), merge{rank++, made->second}).second)
      return here("a repeated merge");
  }
  return out;
}

taper::result<bpe_vocabulary> bpe_vocabulary::read(const std::filesystem::path& folder) {
  constexpr std::uintmax_t limit = 64U << 20U;
  const taper::result<std::string> encoder = read_whole(folder / "encoder.json", limit);
  if (!encoder) return encoder.error();
  const taper::result<std::string> merges = read_whole(folder / "vocab.bpe", limit);
  if (!merges) return merges.error();
  taper::result<bpe_vocabulary> out = parse(*encoder, *merges);
  if (!out) return failed(errc::io, folder.string() + "/" + out.error().message, out.error().hint);
  return out;
}

}  // namespace taper::lab
