// Options that select a noisy quadratic: a named preset, and changes of single values.
#pragma once

#include <string>

#include "taper/result.hpp"
#include "taper/theory/quadratic.hpp"

namespace CLI {
class App;
}

namespace taper::cli {

struct quadratic_options {
  std::string preset = "default";
  std::string changes;  ///< "noise=0.1,momentum=0"

  /// Adds --preset and --quadratic.
  void add_to(CLI::App& verb);
  /// The requested setting. Errors name the key and the range.
  [[nodiscard]] result<quadratic_setting> chosen() const;
  /// "default", or "default, noise=0.1".
  [[nodiscard]] std::string name() const;
};

}  // namespace taper::cli
