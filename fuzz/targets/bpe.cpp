// Fuzzes the byte-pair encoding: any two texts are a vocabulary or one bounded error; with a vocabulary any text
// round-trips. Input: the first byte is the length of encoder.json (in 1/256 of the rest), vocab.bpe follows; the
// same bytes are then encoded with a small fixed vocabulary.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "../check.hpp"
#include "data/bpe.hpp"
#include "data/pieces.hpp"

namespace {

using taper::fuzz::require;
using namespace taper::lab;

std::string escaped(unsigned code_point) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += digits[(code_point >> static_cast<unsigned>(shift)) & 15U];
  return out;
}

// The 256 bytes and four merges of common letters.
const bpe_vocabulary& small() {
  static const bpe_vocabulary vocabulary = [] {
    std::string encoder = "{";
    unsigned other = 0x100;
    for (unsigned b = 0; b < 256; ++b) {
      const bool printable = (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
      encoder += "\"" + escaped(printable ? b : other++) + "\":" + std::to_string(b) + ",";
    }
    encoder += R"("th":256,"the":257,"aa":258,"aaaa":259})";
    return bpe_vocabulary::parse(encoder, "t h\nth e\na a\naa aa\n").value();
  }();
  return vocabulary;
}

void check_text(const bpe_vocabulary& vocabulary, std::string_view text) {
  bpe_encoder encoder(vocabulary);
  const std::vector<token_id> ids = encoder.encode(text);
  require(decode(vocabulary, ids) == text, "a text comes back from its ids", text);
  require(encoder.encode(text) == ids, "remembered pieces give the same ids", text);
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = piece_end(text, from);
    require(end > from && end <= text.size(), "a piece is not empty and ends in the text", text);
    from = end;
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
  std::string_view text(reinterpret_cast<const char*>(data), size);
  check_text(small(), text);
  if (text.empty()) return 0;
  const auto part = static_cast<unsigned char>(text.front());
  text.remove_prefix(1);
  const std::size_t split = text.size() * part / 255;
  const auto vocabulary = bpe_vocabulary::parse(text.substr(0, split), text.substr(split));
  if (vocabulary) {
    check_text(*vocabulary, text);
  } else {
    require(!vocabulary.error().message.empty(), "an error has a message");
    require(vocabulary.error().message.size() < 300, "a message is short", vocabulary.error().message);
    require(vocabulary.error().message.find('\n') == std::string::npos, "a message is one line",
            vocabulary.error().message);
  }
  return 0;
}
