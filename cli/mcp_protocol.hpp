// The Model Context Protocol over lines of JSON-RPC 2.0: what a server that offers tools answers.
#pragma once

#include <string>
#include <string_view>

namespace taper::cli::mcp {

/// The longest line that is read, in bytes.
inline constexpr std::size_t longest_line = std::size_t{64} << 20;

/// The answer to one line, without line breaks; empty for a notification.
std::string answer_to(std::string_view line);

/// The answer to a line that is longer than `longest_line`.
std::string answer_to_long_line();

}  // namespace taper::cli::mcp
