// What every verb shares: the exit statuses and the way to stdout. A verb returns its exit status, or the error that
// main complains about.
#pragma once

#include <string>
#include <string_view>

#include "support/write_file.hpp"

namespace CLI {
class App;
}

namespace taper::cli {

using support::piece_writer;
using support::producer;

/// Exit statuses, the contract of the program.
enum status : int {
  done = 0,
  fault_found = 1,  ///< check, inspect: a fault (or a verdict that --fail-on names)
  bad_input = 2,
  failure = 3,  ///< a file or the system failed
};

/// `r`, whose error says in which text it is: the message shows it with a caret.
template <class T>
result<T> in_text(std::string_view text, result<T> r) {
  return std::move(r).transform_error([&](error e) {
    e.text = text;
    return e;
  });
}

/// `r`, whose message begins with what it is about: a file, a schedule.
template <class T>
result<T> about(std::string_view what, result<T> r) {
  return std::move(r).transform_error([&](error e) {
    e.message = std::string(what) + ": " + e.message;
    return e;
  });
}

/// Writes to stdout; false when it is closed or full.
bool print_out(std::string_view text);

/// Sends `content` to the file `path`, whole or not at all, or to stdout where path is empty or "-".
result<int> deliver(const std::string& path, const producer& content);
result<int> deliver(const std::string& path, std::string_view content);

}  // namespace taper::cli
