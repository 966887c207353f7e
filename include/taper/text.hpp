// User text for messages: cut between characters with a mark at the cut, quoted,
// without control sequences for a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace taper {

/// The first `n` characters (UTF-8 code points; an invalid byte counts as one).
std::string_view first_characters(std::string_view text, std::size_t n);

/// At most the first `most` bytes of `text`, without splitting a character; followed by "..." if text is missing.
std::string shortened(std::string_view text, std::size_t most);

/// 'text', shortened; control characters and bytes that are not UTF-8 as \x1b.
std::string echoed(std::string_view text, std::size_t most = 40);

}  // namespace taper
