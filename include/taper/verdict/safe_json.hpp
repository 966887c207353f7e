// A safe operating area as JSON: the one place where the form taper.safe/1 is written.
#pragma once

#include <string>

#include "taper/verdict/safe.hpp"

namespace taper {

/// The object of `taper safe --json`, without line breaks. One interval is a pair, several are a list of pairs, none is
/// null.
std::string safe_json(const safe_range& area);
std::string safe_json(const safe_map& map);

}  // namespace taper
