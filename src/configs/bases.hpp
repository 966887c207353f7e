// Files that a configuration is merged over: `_base_ = '../schedules/1x.py'`, `_BASE_: Base-RCNN-FPN.yaml`.
#pragma once

#include <string_view>

#include "configs/document.hpp"
#include "configs/keys.hpp"

namespace taper::configs {

/// The configuration merged over the files that `key` names, which `facts.other_file` reads. What comes from them has no
/// line. `key` remains as a member while one of them cannot be read.
[[nodiscard]] node over_bases(const document& d, std::string_view key, const run_facts& facts);

/// After over_bases: the error if a file was not read; otherwise empty. `wanted` is a key that it may set.
[[nodiscard]] std::optional<error> base_not_read(const keys& k, std::string_view key, std::string_view wanted);

}  // namespace taper::configs
