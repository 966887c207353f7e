// The report of a folder of runs: one HTML file with curves, tables, verdicts, the machine and the commands.
#pragma once

#include <string>
#include <vector>

#include "report/curves.hpp"
#include "report/summary.hpp"

namespace taper::lab {

struct report_options {
  std::string title = "Learning-rate schedules: what these runs show";
  std::string command;  ///< that made the report
  std::string version;
};

/// The whole page. Reads the metrics of every run.
std::string report_html(const std::vector<experiment_summary>& all, const run_set& set, const report_options& options);

}  // namespace taper::lab
