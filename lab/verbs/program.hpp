// Exit statuses of taper-lab. A verb returns its exit status, or an error that main prints.
#pragma once

namespace taper::lab {

/// Exit statuses, those of taper: 2 bad input or usage, 3 a file or the system failed.
enum status : int { done = 0, bad_input = 2, failure = 3 };

}  // namespace taper::lab
