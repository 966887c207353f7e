// taper hello: a verb as small as one can be.
#include <CLI/CLI.hpp>

#include "program.hpp"
#include "verbs.hpp"

namespace taper::cli {

action add_hello(CLI::App&) {
  return [] { return deliver({}, "hello\n"); };
}

}  // namespace taper::cli
