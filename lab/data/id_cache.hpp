// Token ids of a text cached on disk, so that a text is encoded only once.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "data/bpe.hpp"

namespace taper::lab {

/// The ids of `text`: from the cache folder (see cache_home) if they are cached for exactly these bytes of text and
/// vocabulary, else from `encode`, and then cached.
///
/// A cache file is written atomically and has a checksum: one that is truncated, or contains an id
/// outside [0, size), is replaced. A cache that cannot be written is not an error:
/// the next call encodes again.
std::vector<token_id> cached_ids(std::string_view text, std::string_view vocabulary, int size,
                                 const std::function<std::vector<token_id>()>& encode);

}  // namespace taper::lab
