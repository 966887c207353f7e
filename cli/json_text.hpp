// JSON on stdout and in files.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace taper::cli {

/// `data` as text, on one line if `indent` is -1. Bytes that are not UTF-8 become U+FFFD, and no
/// control character is left in it.
std::string json_text(const nlohmann::ordered_json& data, int indent = 2);

}  // namespace taper::cli
