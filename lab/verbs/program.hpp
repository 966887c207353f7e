// Shared by the verbs of taper-lab: exit statuses and error output.
#pragma once

#include <string_view>

#include "taper/result.hpp"

namespace taper::lab {

/// Exit statuses, those of taper: 2 bad input or usage, 3 a file or the system failed.
enum status : int { done = 0, bad_input = 2, failure = 3 };

/// The exit status of a verb.
struct program {
  int exit_status = done;
};

/// Prints "taper-lab VERB: message (hint)" on stderr. Returns the corresponding exit status.
int complain(std::string_view verb, const error& e);

}  // namespace taper::lab
