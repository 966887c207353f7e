// The outcome of something that yields nothing but may fail: nothing, or the error.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "taper/result.hpp"

namespace taper::support {

/// Empty when it is done. (result<T> is for what yields a value.)
using outcome = std::optional<error>;

/// An error that has no place in a text: what failed and why, and what to do about it.
inline error failed(errc code, std::string message, std::string hint = {}) {
  return {.code = code, .message = std::move(message), .offset = error::nowhere, .hint = std::move(hint)};
}

}  // namespace taper::support
