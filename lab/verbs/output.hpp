// A verb's text to a file or to stdout.
#pragma once

#include <string>
#include <string_view>

#include "taper/result.hpp"

namespace taper::lab {

/// Writes `content` to the file `path` atomically, or to stdout if path is empty or "-". Returns the exit status `done`.
result<int> deliver(const std::string& path, std::string_view content);

}  // namespace taper::lab
