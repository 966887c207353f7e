// Evidence from trained networks: results as JSON lines, and the studies as text, JSON and CSV.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "style.hpp"
#include "taper/evidence/runs.hpp"

namespace taper::cli {

/// Results of taper-lab, one JSON object on each line (taper.lab/1): `experiment`, `spec`, `steps`, `peak` and the field
/// `outcome`, and if known `protocol`, `seed`, `batch`. Runs that are not finished or have no such outcome are left out.
/// Errors: a line that is not such an object, with its number.
result<std::vector<trained_run>> read_trained_runs(const std::vector<std::string>& files, const std::string& outcome);

/// taper.evidence.runs/1
nlohmann::ordered_json run_studies_json(const std::vector<run_study>& studies, const std::string& outcome);
std::string run_studies_text(const std::vector<run_study>& studies, const std::string& outcome, const style& look);
/// One row per schedule and study.
std::string run_studies_csv(const std::vector<run_study>& studies);

}  // namespace taper::cli
