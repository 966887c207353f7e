// Token ids of a text kept on disk, so that a text is encoded once.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "data/bpe.hpp"

namespace taper::lab {

/// The ids of `text`: from the cache folder (see cache_home) where they were kept for exactly these bytes of text and
/// vocabulary, else from `encode`, and then kept.
///
/// A file of the cache is written whole or not at all and carries its own checksum: one that is torn, or holds an id
/// outside [0, size), is not used and is replaced. A cache that cannot be written is no error:
/// the next call encodes again.
std::vector<token_id> cached_ids(std::string_view text, std::string_view vocabulary, int size,
                                 const std::function<std::vector<token_id>()>& encode);

}  // namespace taper::lab
