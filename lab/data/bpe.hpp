// GPT-2's byte-level byte-pair encoding, from the published files encoder.json and vocab.bpe.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "taper/result.hpp"

namespace taper::lab {

using token_id = std::uint16_t;

/// Tokens and merges. Immutable.
class bpe_vocabulary {
 public:
  /// Reads encoder.json and vocab.bpe in `folder`. Errors name the file, and the line of a bad merge.
  static taper::result<bpe_vocabulary> read(const std::filesystem::path& folder);
  /// The same from the texts of both files. At most 65,536 tokens; ids are 0 … N-1, each once; all 256 bytes are
  /// tokens; both parts of a merge and what they make are tokens.
  static taper::result<bpe_vocabulary> parse(std::string_view encoder_json, std::string_view merges);

  [[nodiscard]] int size() const { return static_cast<int>(bytes_.size()); }
  /// The bytes of a token (id < size()).
  [[nodiscard]] const std::string& bytes(token_id id) const { return bytes_[id]; }
  [[nodiscard]] token_id of_byte(unsigned char b) const { return of_byte_[b]; }

  struct merge {
    std::uint32_t rank;  ///< lower is merged first
    token_id made;
  };
  /// The merge of two neighbors; nullptr if they are never merged.
  [[nodiscard]] const merge* find(token_id left, token_id right) const {
    const auto at = merges_.find(key(left, right));
    return at == merges_.end() ? nullptr : &at->second;
  }

 private:
  static std::uint32_t key(token_id left, token_id right) { return std::uint32_t{left} << 16U | right; }

  std::vector<std::string> bytes_;
  std::array<token_id, 256> of_byte_{};
  std::unordered_map<std::uint32_t, merge> merges_;
};

/// Encodes text. Caches pieces, so only one thread may use an encoder at a time.
///
/// Special tokens are not recognized: "<|endoftext|>" in a text is encoded as ordinary characters.
/// Cost     linear in the text (n log n in the longest piece).
class bpe_encoder {
 public:
  explicit bpe_encoder(const bpe_vocabulary& vocabulary) : vocabulary_(&vocabulary) {}

  /// Ids of the text; any bytes are accepted, and decode() gives them back.
  std::vector<token_id> encode(std::string_view text);
  /// Appends the ids of one piece (see pieces.hpp).
  void encode_piece(std::string_view piece, std::vector<token_id>& out);

 private:
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  struct span {
    std::uint32_t from, count;
  };
  void merge_piece(std::string_view piece, std::vector<token_id>& out) const;

  const bpe_vocabulary* vocabulary_;
  std::unordered_map<std::string, span, text_hash, std::equal_to<>> known_;
  std::vector<token_id> known_ids_;
};

/// The bytes of a list of ids; ids outside the vocabulary are skipped.
std::string decode(const bpe_vocabulary& vocabulary, const std::vector<token_id>& ids);

}  // namespace taper::lab
