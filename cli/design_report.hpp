// Text, JSON and pictures of `taper design`.
#pragma once

#include <string>
#include <vector>

#include "style.hpp"
#include "taper/design/design_window.hpp"

namespace taper::cli {

/// A designed window with its check and the nearest families.
struct designed_window {
  schedule spec;
  double error = 0.0;  ///< largest difference from the target, relative to the peak
  run bound;
  check_report report;
  fit_ranking near;
};
result<designed_window> finish_design(const schedule& spec, double error, std::uint64_t steps);

std::string design_json(const designed_window& d);
std::string design_text(const designed_window& d, const style& look);
result<int> draw_design(const std::string& path, const designed_window& d);

std::string members_json(const std::vector<constrained_member>& all, const std::string& family, std::uint64_t steps);
std::string members_text(const std::vector<constrained_member>& all, const std::string& family, const std::string& near,
                         std::uint64_t steps, const style& look);
result<int> draw_members(const std::string& path, const std::vector<constrained_member>& all, const schedule& near,
                         std::uint64_t steps);

}  // namespace taper::cli
