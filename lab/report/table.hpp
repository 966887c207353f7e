// The table of an experiment as text, JSON (taper.lab.table/1) and CSV.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "report/summary.hpp"

namespace taper::lab {

/// One block per experiment, at most 120 columns; `bold` and `dim` wrap text for a terminal.
struct text_look {
  std::string (*bold)(const std::string&) = [](const std::string& s) { return s; };
  std::string (*dim)(const std::string&) = [](const std::string& s) { return s; };
};
std::string table_text(const experiment_summary& e, const text_look& look = {});

/// One object per experiment; a missing number is null.
nlohmann::ordered_json table_json(const experiment_summary& e);

/// One row per schedule, with a header row; all experiments in one file.
std::string table_csv(const std::vector<experiment_summary>& all);

/// A mean and its standard error to the digits that the error allows: "2.0413 +- 0.0021", with the sign given.
std::string mean_text(const estimate& e, const std::string& plus_minus);
/// The text in place of a missing mean.
std::string no_mean(const schedule_summary& s);
/// "0.0403 +- 0.0001" or "0.159 ... 0.164", as in the paper; empty if it has no number.
std::string published_text(const std::optional<published_value>& p, const std::string& plus_minus);
/// Decimals so that the standard error (or, without one, the value) has two significant digits.
int digits_for(double standard_error, double value);
/// "+0.0123"
std::string signed_text(double v, int digits);
std::string p_text(double p);

}  // namespace taper::lab
