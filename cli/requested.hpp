// Options of the requested schedule, for inspect and watch.
#pragma once

#include <string>

#include "program.hpp"
#include "reports/expectation.hpp"

namespace CLI {
class App;
}

namespace taper::cli {

struct requested_options {
  std::string expected;  ///< a specification, or the path of a configuration; empty: the arguments in the log, if any
  std::string steps;
  void add_to(CLI::App& verb);
};

/// Compares the series of `out` with the requested schedule, if there is one. If every row fits, the faults that
/// contradict it are removed from the report.
result<void> compare_with_request(const requested_options& o, const training_log& log, log_report& report,
                                  inspected& out);

}  // namespace taper::cli
