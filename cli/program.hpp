// Shared by all verbs: exit statuses and output. A verb returns its exit status, or an error that main prints.
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

/// Exit statuses, part of the program's interface.
enum status : int {
  done = 0,
  fault_found = 1,  ///< check, inspect: a fault (or a verdict selected by --fail-on)
  bad_input = 2,
  failure = 3,  ///< a file or the system failed
};

/// Adds the parsed text to the error of `r`; the message then shows it with a caret.
template <class T>
result<T> in_text(std::string_view text, result<T> r) {
  return std::move(r).transform_error([&](error e) {
    e.text = text;
    return e;
  });
}

/// Prefixes the error message of `r` with its subject: a file, a schedule.
template <class T>
result<T> about(std::string_view what, result<T> r) {
  return std::move(r).transform_error([&](error e) {
    e.message = std::string(what) + ": " + e.message;
    return e;
  });
}

/// Writes to stdout; returns false if it is closed or full.
bool print_out(std::string_view text);

/// Prints lines on stderr, without control characters.
void print_error(std::string_view text);

/// Prints an error on stderr, "taper VERB: message", then the text with a caret. Returns the exit status.
int complain(std::string_view verb, const error& e);

/// Records a file that was read: it cannot be an output.
void note_input(const std::string& path);
/// An error if `path` is one of the files that were read, by any of its names.
result<void> not_an_input(const std::string& path);
/// The exit status `done`, or an error if stdout is closed or full.
result<int> flushed();

/// Writes `content` atomically to the file `path`, or to stdout if path is empty or "-". Whole text on stdout holds no
/// control characters but line breaks, tabs and the colors of the program.
result<int> deliver(const std::string& path, const producer& content);
result<int> deliver(const std::string& path, std::string_view content);

}  // namespace taper::cli
