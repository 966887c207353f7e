// The evidence as text, JSON, CSV, a picture and a page.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "render/chart.hpp"
#include "render/html.hpp"
#include "style.hpp"
#include "taper/evidence.hpp"

namespace taper::cli {

/// taper.evidence/1
nlohmann::ordered_json evidence_json(const evidence& e);
/// Text for two screens: the statements, then the table of correlations.
std::string evidence_text(const evidence& e, const style& look);
/// One row per window.
std::string evidence_csv(const evidence& e);
/// Losses against margin, budget, Lambda and steepness, colored by verdict.
render::figure evidence_figure(const evidence& e);
render::html_report evidence_page(const evidence& e);

}  // namespace taper::cli
