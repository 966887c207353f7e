// A fit as JSON: the one place where the form taper.fit/1 is written.
#pragma once

#include <string>
#include <string_view>

#include "taper/design/fit.hpp"

namespace taper {

/// The object of `taper fit --json`, without line breaks. `to` is what was fitted, as typed.
std::string fit_json(const fit_ranking& ranking, distance_kind by, std::string_view to, std::uint64_t steps);

/// "sup", "l2" or "dynamics", and the distance of that name.
std::string_view word_of(distance_kind by);
result<distance_kind> distance_named(std::string_view word);

}  // namespace taper
