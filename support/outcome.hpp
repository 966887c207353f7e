// The outcome of an operation without a result: nothing, or an error.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "taper/result.hpp"

namespace taper::support {

/// Empty on success. (Use result<T> for an operation with a result.)
using outcome = std::optional<error>;

/// An error without a position in a text: what failed, why, and what to do.
inline error failed(errc code, std::string message, std::string hint = {}) {
  return {.code = code, .message = std::move(message), .offset = error::nowhere, .hint = std::move(hint)};
}

}  // namespace taper::support
