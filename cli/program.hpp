// What every verb shares: the exit statuses, the funnel for errors, and the way to stdout.
#pragma once

#include <string>
#include <string_view>

#include "support/outcome.hpp"
#include "support/write_file.hpp"

namespace CLI {
class App;
}

namespace taper::cli {

using support::failed;
using support::outcome;
using support::piece_writer;
using support::producer;

/// Exit statuses, the contract of the program.
enum status : int {
  done = 0,
  fault_found = 1,  ///< check, inspect: a fault (or a verdict that --fail-on names)
  bad_input = 2,
  failure = 3,  ///< a file or the system failed
};

/// The state that verbs leave behind.
struct program {
  int exit_status = done;
};

/// Says on stderr what is wrong: "taper VERB: message", then the text with a caret. Returns the exit status it means.
int complain(std::string_view verb, const error& e, std::string_view text = {});

/// Writes to stdout; false when it is closed or full.
bool print_out(std::string_view text);

/// Sends `content` to the file `path`, whole or not at all, or to stdout where path is empty or "-".
int deliver(std::string_view verb, const std::string& path, const producer& content);
int deliver(std::string_view verb, const std::string& path, std::string_view content);

}  // namespace taper::cli
