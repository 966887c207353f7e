// The text output of taper lint.
#pragma once

#include <span>
#include <string>

#include "render/html.hpp"
#include "style.hpp"
#include "taper/lint.hpp"

namespace taper::cli {

/// Reads and judges a file, with the files that it names.
lint_report lint_file(const std::string& path, lint_options how);

/// One file: schedule, curve, length, verdict, faults and notes.
std::string lint_text(const lint_report& report, const style& look);

/// Why a file is not read, with the key, its line and what to do.
std::string problem_text(const error& e);

/// Two files: both curves, and where they part.
std::string lint_diff_text(std::span<const lint_report, 2> both, const style& look);

/// The rates of all files over their steps.
render::figure lint_figure(std::span<const lint_report> reports);

/// The page of all files: the figure, faults and notes.
render::html_report lint_page(std::span<const lint_report> reports, const render::figure& f);

}  // namespace taper::cli
