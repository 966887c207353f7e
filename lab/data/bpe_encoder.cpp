// Merges neighbors by rank: the lowest rank first, from the left.
#include <functional>
#include <queue>
#include <tuple>

#include "data/bpe.hpp"
#include "data/pieces.hpp"

namespace taper::lab {
namespace {

// The cache is bounded, so that a text with many different words does not fill the memory.
constexpr std::size_t longest_known = 64;
constexpr std::size_t most_known = 1U << 20U;
constexpr std::uint32_t none = 0xffffffffU;

struct candidate {
  std::uint32_t rank, left, right;
  token_id left_id, right_id;  // the tokens at that time: a stale candidate is skipped
  bool operator>(const candidate& o) const { return std::tie(rank, left) > std::tie(o.rank, o.left); }
};

}  // namespace

void bpe_encoder::merge_piece(std::string_view piece, std::vector<token_id>& out) const {
  struct link {
    token_id id;
    bool alive;
    std::uint32_t before, after;
  };
  const auto count = static_cast<std::uint32_t>(piece.size());
  std::vector<link> links(count);
  for (std::uint32_t k = 0; k < count; ++k)
    links[k] = {vocabulary_->of_byte(static_cast<unsigned char>(piece[k])), true, k == 0 ? none : k - 1,
                k + 1 == count ? none : k + 1};
  std::priority_queue<candidate, std::vector<candidate>, std::greater<>> waiting;
  const auto consider = [&](std::uint32_t left, std::uint32_t right) {
    if (left == none || right == none) return;
    if (const auto* m = vocabulary_->find(links[left].id, links[right].id))
      waiting.push({m->rank, left, right, links[left].id, links[right].id});
  };
  for (std::uint32_t k = 0; k + 1 < count; ++k) consider(k, k + 1);
  while (!waiting.empty()) {
    const candidate c = waiting.top();
    waiting.pop();
    link& left = links[c.left];
    link& right = links[c.right];
    if (!left.alive || !right.alive || left.after != c.right || left.id != c.left_id || right.id != c.right_id)
      continue;
    left.id = vocabulary_->find(c.left_id, c.right_id)->made;
    left.after = right.after;
    right.alive = false;
    if (left.after != none) links[left.after].before = c.left;
    consider(left.before, c.left);
    consider(c.left, left.after);
  }
  for (std::uint32_t k = 0; k != none; k = links[k].after) out.push_back(links[k].id);
}

void bpe_encoder::encode_piece(std::string_view piece, std::vector<token_id>& out) {
  if (piece.empty()) return;
  if (piece.size() > longest_known) return merge_piece(piece, out);
  if (const auto at = known_.find(piece); at != known_.end()) {
    const auto first = known_ids_.begin() + at->second.from;
    out.insert(out.end(), first, first + at->second.count);
    return;
  }
  const std::size_t before = out.size();
  merge_piece(piece, out);
  if (known_.size() == most_known) return;
  known_.emplace(piece,
                 span{static_cast<std::uint32_t>(known_ids_.size()), static_cast<std::uint32_t>(out.size() - before)});
  known_ids_.insert(known_ids_.end(), out.begin() + static_cast<std::ptrdiff_t>(before), out.end());
}

std::vector<token_id> bpe_encoder::encode(std::string_view text) {
  std::vector<token_id> out;
  out.reserve(text.size() / 4);
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = piece_end(text, from);
    encode_piece(text.substr(from, end - from), out);
    from = end;
  }
  return out;
}

std::string decode(const bpe_vocabulary& vocabulary, const std::vector<token_id>& ids) {
  std::string out;
  for (const token_id id : ids) {
    if (id < vocabulary.size()) out += vocabulary.bytes(id);
  }
  return out;
}

}  // namespace taper::lab
