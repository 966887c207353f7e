// What went wrong in the program outside the library: one line for the reader, and what to do about it.
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace taper::cli {

struct failure {
  std::string message;  ///< what failed, where, and why
  std::string hint = {};
};

/// The outcome of something that yields nothing but may fail: empty when it is done.
using outcome = std::optional<failure>;

inline outcome failed(std::string message, std::string hint = {}) {
  return failure{std::move(message), std::move(hint)};
}

}  // namespace taper::cli
