// A schedule as text in the notation: canonical, compact and JSON.
#pragma once

#include <string>

#include "taper/schedule.hpp"

namespace taper {

/// Canonical text: required parameters always, others and modifiers only if they differ from their default;
/// numbers are the shortest that read back exactly. parse(print(s)) == s.
std::string print(const schedule& s);
/// The same without characters that a shell would interpret.
std::string print_compact(const schedule& s);
/// The same as one line of JSON.
std::string print_json(const schedule& s);

/// A value as the notation writes it: a text that is a plain word has no quotes, except in a list.
std::string print_value(const written_value& v);

}  // namespace taper
