// A retargeted run with its verdicts, and the same as JSON: the only writer of taper.retarget/1.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "taper/retarget.hpp"
#include "taper/verdict.hpp"

namespace taper {

/// A retargeted run, the naive restart beside it, and the verdicts before and after.
struct retarget_report {
  retargeted changed;
  std::optional<naive_restart> naive;
  run judged;  ///< `changed.judged()` over its length
  check_report before;
  check_report after;
};

/// Retargets a run and judges the result. Errors: those of retarget() and check().
result<retarget_report> report_of(const run& plan, const retarget_options& options, const check_options& how = {});

/// stretch, cooldown-now, rewarm or replace
std::string_view word_of(retargeting how) noexcept;

/// One object of `taper retarget --json`, without line breaks. `spec` is the original text.
std::string retarget_json(std::string_view spec, const retarget_report& r);

}  // namespace taper
