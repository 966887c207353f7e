// A check as text: used by check, compare and inspect.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "style.hpp"
#include "taper/taper.hpp"

namespace taper::cli {

/// A check as text for one screen.
std::string check_text(const std::string& canonical, const run& r, const check_report& report,
                       const cosine_baseline& against, const check_options& how, const style& look,
                       const std::optional<acceptance_test>& acceptance = std::nullopt);

/// The test of the intended acceptance ratio, for check --beta.
nlohmann::ordered_json acceptance_json(const acceptance_test& a);

/// The budget, and three estimates of the factor on the peak that compensates for it relative to cosine.
std::string budget_text(const check_report& report, const cosine_baseline& against);

/// A number, or null if it is not finite (JSON has no infinity).
nlohmann::ordered_json number_or_null(double v);

}  // namespace taper::cli
