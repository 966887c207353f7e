// The first half of GPT-2's tokenizer: a text is split into pieces, and no token spans two pieces.
#pragma once

#include <cstddef>
#include <string_view>

namespace taper::lab {

/// The end of the piece that starts at `from` (< text.size()); always greater than `from`. The pieces are those of
///
///   's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
///
/// (first alternative that matches, each greedy) over the code points of UTF-8; \s is White_Space, letters and numbers
/// are those of the Unicode version of utf8proc (15.0 with Debian 12). A byte that is not part of valid UTF-8 is a
/// separate code point, neither letter, number nor space, so that any bytes can be encoded and decoded.
///
/// Cost     linear, no backtracking.
/// Source   Radford et al. 2019, encoder.py of openai/gpt-2 (the pattern).
std::size_t piece_end(std::string_view text, std::size_t from);

}  // namespace taper::lab
