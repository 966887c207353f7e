// The table of an experiment as text, JSON (taper.lab.table/1) and CSV.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "report/summary.hpp"

namespace taper::lab {

/// One block an experiment, at most 120 columns; `bold` and `dim` wrap a stretch of text for a terminal.
struct text_look {
  std::string (*bold)(const std::string&) = [](const std::string& s) { return s; };
  std::string (*dim)(const std::string&) = [](const std::string& s) { return s; };
};
std::string table_text(const experiment_summary& e, const text_look& look = {});

/// One object an experiment; a number that does not exist is null.
nlohmann::ordered_json table_json(const experiment_summary& e);

/// One row a schedule, with a head row; all experiments in one file.
std::string table_csv(const std::vector<experiment_summary>& all);

/// A mean and its standard error to the digits that the error allows: "2.0413 +- 0.0021", with the sign given.
std::string mean_text(const estimate& e, const std::string& plus_minus);
/// What stands in the place of a mean that there is not.
std::string no_mean(const schedule_summary& s);
/// "0.0403 +- 0.0001" or "0.159 ... 0.164", as the paper gives it; empty where it gives none.
std::string published_text(const std::optional<published_value>& p, const std::string& plus_minus);
/// Digits behind the point so that the standard error (or, without one, the value) shows two.
int digits_for(double standard_error, double value);
/// "+0.0123"
std::string signed_text(double v, int digits);
std::string p_text(double p);

}  // namespace taper::lab
