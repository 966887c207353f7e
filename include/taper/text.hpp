// Text of a user as a message may carry it: cut between characters with a mark where something is missing, quoted,
// nothing in it that a terminal would act on.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace taper {

/// The first `n` characters (code points of UTF-8; a byte that begins none counts as one).
std::string_view first_characters(std::string_view text, std::size_t n);

/// At most the first `most` bytes of `text`, never part of a character; "..." after them where something is missing.
std::string shortened(std::string_view text, std::size_t most);

/// 'text', shortened; control characters and bytes that are not UTF-8 as \x1b.
std::string echoed(std::string_view text, std::size_t most = 40);

}  // namespace taper
