// The report of a log as JSON (taper.inspect/1), as text on one screen, as a picture and as a page.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "render/chart.hpp"
#include "render/html.hpp"
#include "style.hpp"
#include "taper/logs/expected.hpp"
#include "taper/logs/inspect.hpp"
#include "taper/taper.hpp"

namespace taper::cli {

/// A report, with the check of the recovered schedule.
struct inspected {
  const log_series& rows;
  const log_report& report;
  std::optional<run> bound{};           ///< schedule of the last segment over its length; none if it is not determined
  std::optional<check_report> check{};  ///< with the measured delta, if there is one
  std::optional<expected_schedule> expected{};
  std::function<double(std::uint64_t)> expected_rate{};
  std::optional<departure> departed{};
};

/// Binds and checks the last segment's schedule.
inspected examine(const log_series& rows, const log_report& report);

/// The remedy of a finding, with the command that it comes down to; may be empty.
std::string remedy_text(const log_finding& f);

nlohmann::ordered_json inspect_json(const inspected& log);
std::string inspect_text(const inspected& log, const style& look);

/// Logged rates over the recovered schedule, losses below; seams and faults marked.
render::figure inspect_figure(const inspected& log);
render::html_report inspect_page(const inspected& log, const render::figure& f);

}  // namespace taper::cli
