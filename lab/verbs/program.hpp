// What the verbs of taper-lab share: exit statuses and the line for an error.
#pragma once

#include <string_view>

#include "taper/result.hpp"

namespace taper::lab {

/// Exit statuses, those of taper: 2 bad input or usage, 3 a file or the system failed.
enum status : int { done = 0, bad_input = 2, failure = 3 };

/// What a verb leaves behind.
struct program {
  int exit_status = done;
};

/// Says on stderr "taper-lab VERB: message (hint)". Returns the exit status it means.
int complain(std::string_view verb, const error& e);

}  // namespace taper::lab
